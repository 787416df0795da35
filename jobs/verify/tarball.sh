#!/usr/bin/env bash
# Proves the tarball where it is used: unpacked on a machine with a JRE and a Spark, without Maven, javac or the sources.
# Validates every pack that it holds; a further command runs in the unpacked folder.
# Usage: tarball.sh TARBALL [COMMAND [ARGUMENT]...]
#   for example: tarball.sh jobs/target/fenqun-0.1.0.tar.gz bin/fenqun validate --pack conf/examples/berka
set -euo pipefail

fail() {
  printf 'tarball.sh: %s\n' "$*" >&2
  exit 1
}

(($# >= 1)) || { sed -n 's/^# \{0,1\}//p' "$0" | sed -n '3,4p' >&2; exit 2; }
[[ -f $1 ]] || fail "no such file: $1; build it with ./mvnw package"
tarball=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# The name has a space, as folders of people have; nothing but a run's own output may be written into it.
unpacked="$work/un packed"
mkdir "$unpacked"
tar -xzf "$tarball" -C "$unpacked"
folders=("$unpacked"/*)
name=$(basename "$tarball" .tar.gz)
[[ ${#folders[@]} -eq 1 && ${folders[0]} == "$unpacked/$name" ]] || fail "expected one folder $name, found: ${folders[*]##*/}"
home=${folders[0]}
for file in README.md README.zh-CN.md LICENSE CHANGELOG.md conf/defaults.yaml; do
  [[ -f $home/$file ]] || fail "$file is missing"
done
[[ -x $home/bin/fenqun ]] || fail "bin/fenqun is not executable"
jars=("$home"/lib/*.jar)
[[ ${#jars[@]} -eq 1 && -f ${jars[0]} ]] || fail "expected one jar in lib, found: ${jars[*]##*/}"
chmod -R a-w "$home"

# PATH: a folder that holds a tool of a build is replaced by links to everything else in it. JAVA_HOME could bring javac back.
is_build_tool() {
  [[ $1 == mvn || $1 == mvnw || $1 == mvnDebug || $1 == javac ]]
}

path=''
IFS=: read -r -a folders <<<"$PATH"
for folder in "${folders[@]}"; do
  [[ -d $folder ]] || continue
  programs=()
  hides=0
  for program in "$folder"/*; do
    if is_build_tool "${program##*/}"; then hides=1; else programs+=("$program"); fi
  done
  if ((hides)); then
    links=$work/path/${folder//\//_}
    mkdir -p "$links"
    ln -sf -t "$links" "${programs[@]}"
    folder=$links
  fi
  path+=${path:+:}$folder
done
export PATH=$path
unset JAVA_HOME FENQUN_JAR
for tool in mvn mvnw javac; do
  ! command -v "$tool" >/dev/null || fail "$tool can be reached"
done

# From another folder and through a symbolic link
ln -s "$home/bin/fenqun" "$work/fenqun"
cd "$work"
./fenqun --help >/dev/null
packs=0
for file in "$home"/conf/*/pack.yaml "$home"/conf/examples/*/pack.yaml; do
  [[ -f $file ]] || continue
  ./fenqun validate --pack "$(dirname "$file")"
  packs=$((packs + 1))
done
((packs > 0)) || fail "no pack under conf"
echo "$name: $packs packs are valid"

if (($#)); then
  # A run may write beside the program (demo-warehouse): the folder is a person's own again
  chmod -R u+w "$home"
  cd "$home"
  "$@"
  echo "$name: done: $*"
fi
