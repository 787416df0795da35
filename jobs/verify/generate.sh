#!/usr/bin/env bash
# Makes the customers of conf/bank up twice, for three months, in the default driver memory: time grows with the customers, not faster.
# Usage: generate.sh WORK CUSTOMERS MORE_CUSTOMERS
set -euo pipefail

(($# == 3)) || { sed -n 's/^# \{0,1\}//p' "$0" | sed -n '2,3p' >&2; exit 2; }
work=$1 few=$2 many=$3
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mkdir -p "$work"

# seconds CUSTOMERS: how long it took
seconds() {
  local started=$SECONDS
  "$home/jobs/bin/fenqun" generate --pack "$home/conf/bank" --customers "$1" --months 3 --out "$work/$1" </dev/null >&2
  rm -rf "${work:?}/$1"
  echo $((SECONDS - started))
}

first=$(seconds "$few")
second=$(seconds "$many")
echo "generate, 3 months: $few customers $first s, $many customers $second s"
# with an allowance of a fifth for a machine that does other things too
if ((second * few * 10 > first * many * 12)); then
  echo "time grows faster than the customers"
  exit 1
fi
