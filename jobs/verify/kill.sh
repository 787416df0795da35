#!/usr/bin/env bash
# Kills `fenqun run` while it is known to be writing, once a table, runs it again, and holds its tables against those of a run that nobody
# disturbed. The pack is conf/bank without churn, lists, forecasts, performance and alarms: many short runs.
# On the way: a second run beside a paused one exits 5, and one that is asked to end (SIGTERM) leaves the pack free.
# Usage: kill.sh WORK [CUSTOMERS [TABLE]...]
#   TABLE   that it writes when it is killed [txn feature_month segment_month transition_month dim_publication/_delta_log]
#   PYTHON  an interpreter with requirements.txt installed [python3]
# Writes WORK/made, WORK/undisturbed and WORK/killed, which must not exist.
set -euo pipefail

(($# >= 1)) || { sed -n 's/^# \{0,1\}//p' "$0" | sed -n '5,8p' >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd)
customers=${2:-300}
tables=("${@:3}")
((${#tables[@]})) || tables=(txn feature_month segment_month transition_month dim_publication/_delta_log)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/../.." && pwd)
[[ ! -e $work/made && ! -e $work/undisturbed && ! -e $work/killed ]] || { echo "give another WORK: $work is used" >&2; exit 2; }
killed=$work/killed/bank
pack=$work/bank
pid=''
trap '[[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true' EXIT

# fenqun_run WAREHOUSE: two months; a process that becomes the JVM itself
fenqun_run() {
  exec "$home/jobs/bin/fenqun" run --pack "$pack" --source "$work/made/source/bank" --warehouse "$1" --from 2024-01 --to 2024-02 \
    </dev/null
}

# start_until_writing TABLE: begins a run over WORK/killed and comes back when it has put a new file there
start_until_writing() {
  touch "$work/mark"
  sleep 0.05 # files are newer than the mark by more than the clock's step
  (fenqun_run "$work/killed") >"$work/run.log" 2>&1 &
  pid=$!
  until [[ -n $(find "$killed/$1" -newer "$work/mark" -type f -print -quit 2>/dev/null) ]]; do
    kill -0 "$pid" 2>/dev/null || { echo "the run ended before it wrote $1:"; tail -n 5 "$work/run.log"; return 1; }
    sleep 0.02
  done
}

# ended_by EXIT: waits for the run and holds its exit code against what it must be
ended_by() {
  local status=0
  wait "$pid" 2>/dev/null || status=$?
  pid=''
  ((status == $1)) || { echo "expected exit $1, got $status:"; tail -n 5 "$work/run.log"; return 1; }
}

# lock_is held|released|abandoned: how the last tenure of the pack ended, or did not
lock_is() {
  local last ending=held
  last=$(find "$killed/_lock" -name '*.owner' | sort | tail -n 1)
  [[ ! -e ${last%.owner}.released ]] || ending=released
  [[ ! -e ${last%.owner}.abandoned ]] || ending=abandoned
  [[ $ending == "$1" ]] || { echo "the pack is $ending, not $1:"; ls "$killed/_lock"; return 1; }
}

cp -r "$home/conf/bank" "$pack"
rm "$pack/churn.yaml" "$pack/lists.yaml"
# keys of pack.yaml with what is indented below them
awk '/^[^ #]/ { skip = /^(forecast|performance|alarms|transitions):/ } !skip' "$home/conf/bank/pack.yaml" >"$pack/pack.yaml"

"$home/jobs/bin/fenqun" generate --pack "$home/conf/bank" --customers "$customers" --months 2 --out "$work/made" </dev/null
(fenqun_run "$work/undisturbed")

for table in "${tables[@]}"; do
  start_until_writing "$table"
  kill -KILL "$pid"
  ended_by 137
  lock_is held
  echo "killed while it wrote $table, after $(find "$killed" -path '*/_delta_log/*.json' | wc -l) commits in all"
done

start_until_writing run_ledger/_delta_log
kill -STOP "$pid"
status=0
(fenqun_run "$work/killed") >"$work/second.log" 2>&1 || status=$?
((status == 5)) || { echo "a second run ended with $status, not 5"; tail -n 5 "$work/second.log"; exit 1; }
grep -q "process $pid on .* holds it since" "$work/second.log" || { tail -n 5 "$work/second.log"; exit 1; }
kill -CONT "$pid"
echo 'a second run beside a paused one exited 5'
kill -TERM "$pid"
ended_by 143
lock_is abandoned
echo 'asked to end, it left the pack free'

(fenqun_run "$work/killed")
lock_is released
"${PYTHON:-python3}" -B "$here/equal_warehouses.py" "$work/killed" "$work/undisturbed" --pack bank
