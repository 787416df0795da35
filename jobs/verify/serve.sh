#!/usr/bin/env bash
# Serves a warehouse on a free port of the loopback, has three clients read it (serve.py), ends the server, and looks what it left.
# Usage: serve.sh WAREHOUSE PACK
#   PYTHON  an interpreter with requirements.txt and requirements-serve.txt installed [python3]
set -euo pipefail

[[ $# -eq 2 && -d $1/$2 ]] || { sed -n 's/^# \{0,1\}//p' "$0" | sed -n '2,4p' >&2; exit 2; }
warehouse=$(cd "$1" && pwd)
pack=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
server=''
cleanup() {
  [[ -z $server ]] || kill -KILL "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

failed=0
checks=0
check() {
  local label=$1
  shift
  checks=$((checks + 1))
  if "$@"; then
    echo "ok   $label"
  else
    failed=$((failed + 1))
    echo "FAIL $label"
  fi
}

files() { (cd "$warehouse" && find . -printf '%p %s %T@\n' | sort); }

files >"$work/before"
mkdir "$work/cwd"
: >"$work/log"
cd "$work/cwd"
# the smallest locale, so that nothing rests on the machine's
LC_ALL=C SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC" \
  "$here/../bin/fenqun" serve --driver-memory 1g --warehouse "$warehouse" --port 0 </dev/null >"$work/log" 2>&1 &
server=$!
started=$SECONDS
until grep -q '^or ' "$work/log"; do
  if ! kill -0 "$server" 2>/dev/null || ((SECONDS - started > 120)); then
    cat "$work/log"
    echo 'FAIL the server does not start'
    exit 1
  fi
  sleep 0.2
done
echo "the server answers after $((SECONDS - started)) s"
url=$(sed -n 's/^connect with //p' "$work/log" | grep "/$pack\$")

check 'three clients' "${PYTHON:-python3}" -B "$here/serve.py" --warehouse "$warehouse" --pack "$pack" --url "$url" \
  --beeline "$(sed -n 's/^or *//p' "$work/log")"

status=0
kill -TERM "$server"
wait "$server" || status=$?
check "the server has gone, exit $status of a process ended by SIGTERM" test "$status" -eq 143
server=''
port=${url#*://*:}
port=${port%%/*}
nobody_listens() { ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
check "nobody listens on port $port" nobody_listens
files >"$work/after"
check 'no file of the warehouse is new, gone or changed' diff "$work/before" "$work/after"
check 'no file in the working folder' test -z "$(ls -A "$work/cwd")"
unexpected() { grep -vE '^(fenqun: |database |listening |connect with |or |stopped$)' "$work/log"; }
if unexpected; then quiet=1; else quiet=0; fi
check 'nothing unexpected was printed' test "$quiet" -eq 0
echo "$checks steps, $failed failed"
((failed == 0))
