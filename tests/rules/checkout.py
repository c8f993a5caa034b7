"""Which files the tree has: what the rules and the tests of pages look at."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def names():
    """All files that are in git or could be: what is ignored does not count."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return sorted({name.decode() for name in listed.stdout.split(b"\0") if name})
    # Not a checkout: an unpacked archive.
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    made = (".git", "build", "heddle-out")
    return sorted(path.as_posix() for path in paths if path.parts[0] not in made)
