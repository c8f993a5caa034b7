"""docs/catalogue.md is made of what the scenarios say of themselves, and is up to date.

catalogue_page_test.py HEDDLE    with HEDDLE_UPDATE=1 the page is written anew
"""

import json
import os
import subprocess
import sys
import textwrap

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PAGE = os.path.join(ROOT, "docs", "catalogue.md")

FOLDERS = {
    "channels": "Channels closed, sent on or read the wrong way.",
    "deadlocks": "Programs that stop because everybody waits for somebody else.",
    "goker": "Bugs that real programs had: the kernels of GoKer, rebuilt from descriptions. The number is "
    "that of the issue or pull request of the project.",
    "leaks": "Goroutines and contexts that nobody ends.",
    "patterns": "How it is done right, each pattern explored without a finding; and its classic mistakes.",
    "races": "Data shared without an order, and decisions on what is no longer true.",
}


def wrapped(text):
    return "\n".join(textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False)) + "\n"


def page_of(scenarios):
    bugs = [s for s in scenarios if s["expected"]]
    text = "# The catalogue\n\n"
    text += wrapped(
        f"{len(scenarios)} scenarios: {len(bugs)} programs with one bug each, "
        f"{sum(s['twin'] for s in scenarios)} of them with a repaired twin, and {len(scenarios) - len(bugs)} "
        "correct ones. This page is made from what they say of themselves (`heddle list`); "
        "`heddle check` runs them all and expects exactly the kinds named here, and nothing of a twin. "
        "How to add one: [scenarios/README.md](../scenarios/README.md)."
    )
    for folder, about in FOLDERS.items():
        text += f"\n## {folder}\n\n" + wrapped(about)
        for scenario in scenarios:
            if not scenario["scenario"].startswith(folder + "/"):
                continue
            name = scenario["scenario"]
            kinds = ", ".join(f"`{kind}`" for kind in scenario["expected"]) or "correct"
            text += f"\n[{name.split('/')[1]}](../scenarios/{name}.cpp): {kinds}  \n" + wrapped(scenario["story"])
    return text


listed = subprocess.run([os.path.abspath(sys.argv[1]), "list", "--json"], capture_output=True, text=True, check=True)
scenarios = [json.loads(line) for line in listed.stdout.splitlines()]
folders = {scenario["scenario"].split("/")[0] for scenario in scenarios}
assert folders == set(FOLDERS), folders
text = page_of(scenarios)
if os.environ.get("HEDDLE_UPDATE"):
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text)
with open(PAGE, encoding="utf-8") as file:
    assert file.read() == text, "docs/catalogue.md is out of date; HEDDLE_UPDATE=1 writes it anew"
print(f"docs/catalogue.md: {len(scenarios)} scenarios")
