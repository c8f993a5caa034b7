#!/bin/sh
# report.sh PROGRAM SCENARIO FOLDER: runs every input that a fuzzer of the scenario has left in the
# folder (crash-*) again and writes NUMBER.sarif and NUMBER.xml (JUnit) there; with
# GITHUB_ACTIONS=true it prints annotations too. PROGRAM is the one that calls heddle::main.
# Status 0 when each showed its finding again, else 1.
set -u
if [ $# -ne 3 ]; then
  echo "usage: report.sh PROGRAM SCENARIO FOLDER" >&2
  exit 2
fi
program=$1 scenario=$2 folder=$3 number=0 status=0
for input in "$folder"/crash-*; do
  case $input in
    *.htrace) continue ;;
  esac
  [ -f "$input" ] || continue
  number=$((number + 1))
  # A report ends with the command that replays it, which has the schedule in it.
  schedule=$("$program" replay "$scenario" --fuzz-input "$input" |
    sed -n "s/.* --schedule //p" | tail -n 1 | tr -d "'")
  "$program" explore "$scenario" --strategy "replay:$schedule" --no-shrink --out "$folder/replayed" \
    --sarif "$folder/$number.sarif" --junit "$folder/$number.xml"
  [ $? -eq 1 ] || status=1
done
exit $status
