"""Every scenario under some seeds gives the same event lists in two processes with different address
layout, environment and working directory, and with every compiler (the digests in tests/golden).

determinism_test.py EVENT_DIGEST GOLDEN SEEDS

With 200 seeds, HEDDLE_UPDATE=1 writes the golden file anew; with 20, its first column is compared.
"""

import os
import shutil
import subprocess
import sys
import tempfile

program, golden, seeds = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]


def digests(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=True, **options)
    return done.stdout


here = digests([program, seeds])
assert len(here.splitlines()) >= 16, here

with tempfile.TemporaryDirectory() as folder:
    environment = {"HOME": folder, "TZ": "Asia/Tokyo", "LC_ALL": "C", "FILLER": "x" * 5000}
    fixed_layout = ["setarch", "-R"] if shutil.which("setarch") else []
    environment["PATH"] = os.environ["PATH"]
    elsewhere = digests(fixed_layout + [program, seeds], cwd=folder, env=environment)
assert here == elsewhere, f"two processes differ:\n{here}\n{elsewhere}"

if os.environ.get("HEDDLE_UPDATE") == "1":
    with open(golden, "w", encoding="utf-8") as file:
        file.write(here)
with open(golden, encoding="utf-8") as file:
    expected = file.read()
if seeds == "20":
    expected = "".join(line.rsplit(" ", 1)[0] + "\n" for line in expected.splitlines())
different = [line for line in here.splitlines() if line not in expected.splitlines()]
assert here == expected, f"not as with other builds (breaks schedules?): {different}"
print(f"{len(here.splitlines())} scenarios, the same everywhere")
