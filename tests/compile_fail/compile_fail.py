#!/usr/bin/env python3
"""Compiles a file that must not compile, and looks for the line the compiler must print.

The file says at its top what is expected, with either of

    // expect: TEXT            of every compiler
    // expect-gcc: TEXT        of one of them
    // expect-clang: TEXT

A file without such a line is a control: it must compile, or the others prove nothing.
"""

import argparse
import pathlib
import re
import subprocess
import sys


def expectations(source, compiler_id):
    family = "clang" if "Clang" in compiler_id else "gcc"
    found = re.findall(r"^// expect(?:-(gcc|clang))?: (.+)$", source, re.MULTILINE)
    if found and not any(name in ("", family) for name, _ in found):
        sys.exit(f"the file expects nothing of {family}")
    return [text for name, text in found if name in ("", family)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--compiler-id", required=True)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("flags", nargs="*")
    arguments = parser.parse_args()

    wanted = expectations(arguments.file.read_text(), arguments.compiler_id)
    run = subprocess.run(
        [arguments.compiler, *arguments.flags, "-fsyntax-only", str(arguments.file)],
        env={"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = run.stdout + run.stderr
    if not wanted:
        if run.returncode != 0:
            sys.exit(f"the control does not compile:\n{said}")
        return
    if run.returncode == 0:
        sys.exit("it compiles, and must not")
    for text in wanted:
        if not any("error: " in line and text in line for line in said.splitlines()):
            sys.exit(f"no error says '{text}'; the compiler said:\n{said}")


if __name__ == "__main__":
    main()
