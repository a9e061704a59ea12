# Helpers of the labs: every step says what it does and what it expects; the first that is not so ends the lab.
set -euo pipefail

step() { printf '\n== %s\n' "$*"; }

# expect WHAT EXPECTED GOT
expect() {
  if [[ "$3" == $2 ]]; then
    printf '   %s: %s\n' "$1" "$3"
  else
    printf '   %s: expected %s, got %s\n' "$1" "$2" "$3" >&2
    exit 1
  fi
}

# refused CODE COMMAND...: the command must fail with that code.
refused() {
  local code=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf '   expected %s, but it went well: %s\n' "$code" "$*" >&2
    exit 1
  fi
  if [[ "$output" != *"($code)"* ]]; then
    printf '   expected %s, got: %s\n' "$code" "$output" >&2
    exit 1
  fi
  printf '   refused: %s\n' "$code"
}

# text COMMAND...: an aws command whose --query gives one word.
text() { aws "$@" --output text; }

instance_state() { text ec2 describe-instances --instance-ids "$1" --query 'Reservations[0].Instances[0].State.Name'; }
volume_state() { text ec2 describe-volumes --volume-ids "$1" --query 'Volumes[0].State'; }

# advance DURATION: virtual time passes (keystate only).
advance() {
  curl -sS --fail ${AWS_CA_BUNDLE:+--cacert "$AWS_CA_BUNDLE"} -X POST "$AWS_ENDPOINT_URL/_keystate/clock" \
    -d "{\"advance\": \"$1\"}" >/dev/null
}
