#!/usr/bin/env bash
# The viewer in a real X server under a window manager, worked from outside by keys and clicks:
#   x_server_test.sh HEDDLE_VIEW HEDDLE FOLDER
set -u -o pipefail
view=$1 heddle=$2 folder=$3
unset QT_QPA_PLATFORM WAYLAND_DISPLAY
rm -rf "$folder"
mkdir -p "$folder/config" || exit 1
chmod 700 "$folder"
export XDG_CONFIG_HOME=$folder/config XDG_RUNTIME_DIR=$folder
pids=()
stop() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
}
trap stop EXIT
fail() {
  echo "x_server_test: $*" >&2
  exit 1
}
# Asks again until it is so; the machine may be slow.
until_so() {
  local what=$1 i
  shift
  for i in $(seq 1 300); do
    "$@" && return
    sleep 0.1
  done
  fail "$what: not so after half a minute"
}

timeout 60 "$heddle" explore leaks/lost_result --seed 1 --out "$folder" >/dev/null
trace=$folder/leaks.lost_result.leak.htrace
[ -s "$trace" ] || fail "there is no trace to look at"

# The server chooses a display that is free, and tells it.
exec 3>"$folder/display"
Xvfb -displayfd 3 -screen 0 1400x900x24 -nolisten tcp 2>/dev/null &
pids+=($!)
exec 3>&-
until_so "the X server starts" test -s "$folder/display"
DISPLAY=:$(cat "$folder/display")
export DISPLAY
openbox >/dev/null 2>&1 &
pids+=($!)
until_so "the window manager answers" sh -c 'xdotool get_desktop >/dev/null 2>&1'

"$view" --program "$heddle" "$trace" 2>"$folder/view.err" &
viewer=$!
pids+=($viewer)
title() { xdotool search --onlyvisible --name "$1" 2>/dev/null | head -n 1; }
shown() { [ -n "$(title "$1")" ]; }
until_so "the trace is shown" shown 'lost_result.* - Heddle'
window=$(title 'lost_result.* - Heddle')
xdotool windowactivate "$window"
until_so "the window has the focus" sh -c "[ \"\$(xdotool getwindowfocus)\" = $window ]"

# Steps, goes to the bug, zooms: it must still be there after each.
for keys in Home shift+Right shift+Right Right Left b w w s a d f bracketleft bracketright ctrl+z \
  ctrl+2 ctrl+3 ctrl+1 ctrl+d question Escape; do
  xdotool key --window "$window" "$keys" 2>/dev/null || xdotool key "$keys"
  kill -0 $viewer 2>/dev/null || fail "the viewer ended at the key $keys: $(cat "$folder/view.err")"
  sleep 0.05
done

# Exports a picture through the dialog.
xdotool key ctrl+e
until_so "the dialog for the picture opens" shown 'Export the view'
xdotool key ctrl+a
xdotool type "$folder/picture.svg"
xdotool key Return
until_so "the picture is written" test -s "$folder/picture.svg"
grep -q '<svg' "$folder/picture.svg" || fail "the picture is no SVG"

# Ends when it is told to, and keeps its window's state.
xdotool windowactivate --sync "$window" key ctrl+q
gone() { ! kill -0 $viewer 2>/dev/null; }
until_so "the viewer ends" gone
wait $viewer || fail "the viewer ended with status $?"
grep -rq geometry "$folder/config" || fail "the state of the window was not kept"
echo "opened, stepped, exported and closed in an X server"
