# SPDX-License-Identifier: MIT
# What the tests of the command share; sourced with the command's path in $1.
# They run in a fresh folder, which is removed at the end.
set -euo pipefail
brine=$(realpath "$1")
data=$(realpath "$(dirname "$0")/../../examples/data")
folder=$(mktemp -d)
cd "$folder"
leave() {
  local code=$? job
  for job in $(jobs -p); do kill -9 "$job" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
  exit $code
}
trap leave EXIT
trap 'echo "stopped at line $LINENO: $BASH_COMMAND"' ERR

fail() {
  echo "FAILED, line ${BASH_LINENO[1]}: $*"
  echo "-- standard output:" && head -c 2000 out
  echo "-- standard error:" && head -c 2000 err
  exit 1
}

run() { # run CODE ARGUMENT...: what it prints is in the files out and err
  local expected=$1 code=0
  shift
  "$brine" "$@" >out 2>err || code=$?
  ((code == expected)) || fail "brine $*: code $code, not $expected"
}

prints() { # prints TEXT: exactly that, and nothing on standard error
  diff <(printf '%s\n' "$1") out >differs || fail "$(cat differs)"
  [[ ! -s err ]] || fail "it complains"
}

says() { # says PART...: each of them on standard error, and no data
  local part
  for part; do grep -qF -- "$part" err || fail "it does not say: $part"; done
  [[ ! -s out ]] || fail "it prints data"
}

same() { [[ $1 == "$2" ]] || fail "$1 is not $2"; }

flip() { # flip FILE OFFSET: changes one bit
  local byte
  byte=$(od -An -tu1 -j"$2" -N1 "$1")
  printf "\\x$(printf %02x $((byte ^ 16)))" |
    dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

offset() { # offset FILE TEXT: where the text first stands
  LC_ALL=C grep -obUaF -- "$2" "$1" | sed -n '1s/:.*//p'
}
