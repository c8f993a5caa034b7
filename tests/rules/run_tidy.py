#!/usr/bin/env python3
"""Runs clang-tidy over our translation units, several at once.

A unit that was clean is not looked at again until what the compiler sees of it, its comments (they
may hold NOLINT), or .clang-tidy change: the digest of each clean unit is kept in the build folder.
"""

import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Files are looked at in the units that they are compiled in (HEDDLE_UNITY): most of the time goes into
# headers. Of what is made those units are all.
MADE = "build/"
# Includes what Qt's moc makes in a build, and here nothing is built.
NOT_YET = ("tests/viewer/",)


def is_looked_at(entry):
    file = pathlib.Path(entry["file"])
    if file.suffix not in (".cpp", ".cxx") or "_verify_interface_" in entry["file"]:
        return False
    name = str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)
    if any(place in name for place in NOT_YET):
        return False
    return file.match("Unity/*") or not name.startswith(MADE)


def digest(entry, settings):
    """What the compiler sees: the preprocessed text, with comments."""
    command = shlex.split(entry["command"])
    output = command.index("-o")
    del command[output : output + 2]
    command.remove("-c")
    seen = subprocess.run(
        command + ["-E", "-CC"], cwd=entry["directory"], capture_output=True, check=False
    )
    if seen.returncode != 0:
        return None
    return hashlib.sha256(settings + seen.stdout).hexdigest()


def check(entry, build, cache, settings):
    key = digest(entry, settings)
    if key and (cache / key).exists():
        return entry["file"], 0, ""
    run = subprocess.run(
        ["clang-tidy-19", "--quiet", "-p", str(build), entry["file"]],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == 0 and key:
        (cache / key).touch()
    # Standard error only counts warnings in headers that are not ours.
    return entry["file"], run.returncode, run.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()

    entries = json.loads((arguments.build / "compile_commands.json").read_text())
    everything = {entry["file"]: entry for entry in entries}
    entries = [entry for entry in everything.values() if is_looked_at(entry)]
    cache = arguments.build / "tidy-clean"
    cache.mkdir(exist_ok=True)
    settings = (ROOT / ".clang-tidy").read_bytes()

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = [pool.submit(check, entry, arguments.build, cache, settings) for entry in entries]
        for run in concurrent.futures.as_completed(runs):
            file, status, output = run.result()
            if status != 0:
                bad += 1
                print(f"== {file}\n{output}", flush=True)
    print(f"{len(entries)} files, {bad} with complaints; not looked at: {', '.join(NOT_YET)}")
    return 1 if bad or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
