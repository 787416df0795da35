#!/usr/bin/env bash
# Late, corrected and doubled records change nothing in the end: for each pack the months are run one by one over deliveries of which 5 %
# come one to four months late, 1 % are corrected in place and 1 % stand twice, one month is asked for too early and an old one once more.
# Every table must equal that of one run over what lies there in the end; every table but the clean records and the quarantine, which say
# in which delivery a record came, must equal that of one run over the files that nobody disturbed.
# Usage: late.sh WORK MONTHS CUSTOMERS [PACK]...
#   PACK    bank, tobacco or berka, which has 15 months at most [bank tobacco berka; berka only where FENQUN_REAL_DATA is set]
#   PYTHON  an interpreter with requirements.txt installed [python3]
# Writes WORK, which must be empty.
set -euo pipefail

(($# >= 3)) || { sed -n 's/^# \{0,1\}//p' "$0" | sed -n '5,8p' >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd) months=$2 customers=$3
shift 3
packs=("$@")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
[[ -z $(ls -A "$work") ]] || { echo "$work is not empty; give another WORK" >&2; exit 2; }
if ((${#packs[@]} == 0)); then
  packs=(bank tobacco)
  [[ -z ${FENQUN_REAL_DATA:-} ]] || packs+=(berka)
fi

# last FIRST [LIMIT]: the last of so many months, or of so many as there are
last() {
  local count=$months
  ((count <= ${2:-$count})) || count=$2
  date -d "$1-01 +$((count - 1)) months" +%Y-%m
}

# disturbed PACK SOURCE FROM TO FILES KEY EVENT [MORE]...: deliveries in WORK/PACK
disturbed() {
  local pack=$1 source=$2 from=$3 to=$4 files=$5 key=$6 event=$7
  shift 7
  "$python" -B "$here/disturb.py" "$source" "$work/$pack" --files "$files" --key "$key" --month "$event" --from "$from" --to "$to" "$@"
}

# made PACK: customers of the pack's world, from its first month on
made() {
  "$home/jobs/bin/fenqun" generate --pack "$home/conf/$1" --customers "$customers" --months "$months" --out "$work/made" </dev/null
}

late=''
ignored=()
for pack in "${packs[@]}"; do
  case $pack in
    bank)
      from=2024-01 to=$(last 2024-01) folder=$home/conf/bank source=$work/made/source/bank
      made bank
      disturbed bank "$source" $from "$to" 'txn/month=*/*.parquet' txn_id "strftime(date, '%Y-%m')"
      ignored+=(txn)
      ;;
    tobacco)
      from=2024-01 to=$(last 2024-01) folder=$home/conf/tobacco source=$work/made/source/tobacco
      made tobacco
      disturbed tobacco "$source" $from "$to" 'order_line/month=*/*.parquet' line_id "strftime(date, '%Y-%m')"
      ignored+=(order_line)
      ;;
    berka)
      # its records end in 1994-03
      from=1993-01 to=$(last 1993-01 15) folder=$home/conf/examples/berka source=${FENQUN_REAL_DATA:?}/berka
      disturbed berka "$source" $from "$to" 'trans_*.csv.gz' trans_id "'19' || substr(date, 1, 2) || '-' || substr(date, 3, 2)" --csv
      ignored+=(trans)
      ;;
    *) echo "no such pack: $pack" >&2; exit 2 ;;
  esac
  late+="$folder $work/$pack $source $from $to;"
done

cd "$home"
FENQUN_WORK=$work FENQUN_LATE=$late ./mvnw -B -ntp -pl jobs -am test -Dtest=DisturbedMonthsTest -Dtest.groups.excluded= \
  -Dtest.jvm.size='-Xmx4g -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC' -Dsurefire.failIfNoSpecifiedTests=false </dev/null

status=0
for i in "${!packs[@]}"; do
  "$python" -B "$here/equal_warehouses.py" "$work/monthly" "$work/range" --pack "${packs[i]}" || status=1
  "$python" -B "$here/equal_warehouses.py" "$work/monthly" "$work/raw" --pack "${packs[i]}" --ignore "${ignored[i]}" --ignore quarantine || status=1
done
exit "$status"
