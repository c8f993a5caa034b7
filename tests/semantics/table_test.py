#!/usr/bin/env python3
"""docs/semantics.md and the tests agree: every test it names exists, it names every test of a rule,
and no rule is left out."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = (
    [f"A.{n}" for n in range(1, 24)]
    + [f"B.{n}" for n in range(1, 14)]
    + [f"C.{n}" for n in range(1, 8)]
    + [f"D.{n}" for n in range(1, 6)]
    + [f"E.{n}" for n in range(1, 11)]
    + [f"F.{n}" for n in range(1, 10)]
    + [f"G.{n}" for n in range(1, 10)]
)
NAME = re.compile(r"`([A-Za-z]\w*\.[A-Za-z]\w*)`")
TEST = re.compile(r"^TEST(?:_F)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", re.MULTILINE)


def complaints(document, sources):
    """What is wrong. `sources`: path -> text of the test sources."""
    found = []
    rows = {}
    named = set()
    for line in document.splitlines():
        if not line.startswith("| "):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        tests = NAME.findall(cells[-1])
        named.update(tests)
        if re.fullmatch(r"[A-G]\.\d+", cells[0]):
            if cells[0] in rows:
                found.append(f"{cells[0]} has two rows")
            rows[cells[0]] = tests
            if not tests and "does not apply" not in cells[-1]:
                found.append(f"{cells[0]} names no test")
            for test in tests:
                if not test.split(".")[1].startswith(cells[0].replace(".", "") + "_"):
                    found.append(f"{test} is not a test of {cells[0]}")
    found += [f"{rule} is left out" for rule in RULES if rule not in rows]

    written = {}
    for path, text in sources.items():
        for suite, test in TEST.findall(text):
            written[f"{suite}.{test}"] = path
    found += [f"{name} does not exist" for name in sorted(named - written.keys())]
    found += [
        f"{name} ({path}) is not in the table"
        for name, path in sorted(written.items())
        if path.startswith("tests/semantics/")
        and re.match(r"[A-G]\d+_", name.split(".")[1])
        and name not in named
    ]
    return found


def check_the_checker():
    """A table with one mistake of each sort gets a complaint for each."""
    document = (
        "| A.1 | x | `S.A1_there` `S.A1_missing` |\n"
        "| A.2 | x | none |\n"
        "| A.3 | x | `S.A1_there` |\n"
    )
    sources = {"tests/semantics/s.cpp": "TEST(S, A1_there) {}\nTEST(S, B1_forgotten) {}\n"}
    text = "\n".join(complaints(document, sources))
    for expected in (
        "S.A1_missing does not exist",
        "A.2 names no test",
        "S.A1_there is not a test of A.3",
        "G.9 is left out",
        "S.B1_forgotten (tests/semantics/s.cpp) is not in the table",
    ):
        if expected not in text:
            raise SystemExit(f"table_test.py does not notice: {expected}")


def main():
    check_the_checker()
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for folder in ("semantics", "unit")
        for path in sorted((ROOT / "tests" / folder).glob("*.cpp"))
    }
    found = complaints((ROOT / "docs" / "semantics.md").read_text(), sources)
    for complaint in found:
        print(f"docs/semantics.md: {complaint}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
