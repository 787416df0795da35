#!/usr/bin/env bash
# Holds a shipped pack, run month by month over its real files, against one run of the whole range: every table must be equal.
# The months are run in one JVM, the last one twice and AGAIN once more with --force; the range by the launcher.
# Usage: months.sh WORK PACK FROM TO AGAIN [PACK FROM TO AGAIN]...
#   FENQUN_REAL_DATA  the folder that holds the packs' files
#   PYTHON            an interpreter with requirements.txt installed [python3]
# Writes WORK/monthly and WORK/range, which must not exist.
set -euo pipefail

usage() {
  sed -n 's/^# \{0,1\}//p' "$0" | sed -n '3,7p' >&2
  exit 2
}

(($# >= 5 && ($# - 1) % 4 == 0)) || usage
: "${FENQUN_REAL_DATA:?set it to the folder that holds the files of the packs}"
FENQUN_REAL_DATA=$(cd "$FENQUN_REAL_DATA" && pwd)
export FENQUN_REAL_DATA
mkdir -p "$1"
work=$(cd "$1" && pwd)
shift
cases=("$@")
[[ ! -e $work/monthly && ! -e $work/range ]] || { echo "$work/monthly or $work/range exists; give another WORK" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."

# The compiler of the JVM at full strength: these are many runs in one JVM
months=$(printf '%s %s %s %s;' "${cases[@]}")
FENQUN_WORK=$work FENQUN_MONTHS=$months ./mvnw -B -ntp -pl jobs -am test -Dtest=RealMonthsTest -Dtest.groups.excluded= \
  -Dtest.jvm.size='-Xmx4g -XX:+UseSerialGC' -Dsurefire.failIfNoSpecifiedTests=false </dev/null

status=0
while (($#)); do
  pack=$1 from=$2 to=$3
  shift 4
  jobs/bin/fenqun run --driver-memory 4g --pack "conf/examples/$pack" --source "$FENQUN_REAL_DATA/$pack" \
    --warehouse "$work/range" --from "$from" --to "$to" </dev/null
  "${PYTHON:-python3}" -B "$here/equal_warehouses.py" "$work/monthly" "$work/range" --pack "$pack" || status=1
done
exit "$status"
