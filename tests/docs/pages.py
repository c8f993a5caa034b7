"""The documentation's pages: which there are, their blocks, and running what they show.

Used by the tests of pages in this folder. In front of a block of code a page may say how it is to be
checked, in a comment that readers of the page do not see:

    <!-- check: HOW -->

blocks_test.py says what HOW can be.
"""

import os
import pathlib
import re
import subprocess
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "rules"))
import checkout

UPDATE = os.environ.get("HEDDLE_UPDATE") == "1"
COLUMNS = 100

# For pages that are rewritten: what differs from machine to machine, and what is too long.
VOLATILE = [
    (r"\d[\d.]*(?= (s|ms)\b)", "..."),
    (r"\b\d+(?= runs/s)", "..."),
    (r"(?<=Running main\(\) from ).*", "..."),
    (rf"(?m)^(.{{{COLUMNS - 20}}}).{{21,}}$", r"\1..."),
]


def tracked(ending):
    """The files of the tree with this ending, those of a build left out."""
    return [name for name in checkout.names() if name.endswith(ending) and (ROOT / name).exists()]


class Block:
    """A fenced block: its language and text without indentation, where it stands, how to check it."""

    def __init__(self, match, page):
        self.indentation = indentation = match.group("indentation")
        self.language = match.group("language")
        self.text = re.sub(rf"(?m)^{indentation}", "", match.group("text"))
        self.how = match.group("how") or ""
        self.span = match.span("text")
        self.line = page.count("\n", 0, self.span[0]) + 1

    def steps(self):
        """(command, what it should print), of a block of a console."""
        for step in re.split(r"(?m)^(?=\$ )", self.text)[1:]:
            command = re.match(r"(?:.*\\\n)*.*", step[2:]).group()  # with lines that end in a backslash
            yield command, step[2 + len(command) :].removeprefix("\n")


FENCED = re.compile(
    r"(?:^ *<!-- check: (?P<how>[^\n]*?) -->\n+)?"
    r"^(?P<indentation> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indentation)```$",
    re.MULTILINE | re.DOTALL,
)


def blocks(page, first=0, last=None):
    """The fenced blocks of a page's text, or of a part of it."""
    last = len(page) if last is None else last
    return [Block(match, page) for match in FENCED.finditer(page, first, last)]


def matches(expected, printed):
    """Whether the text is as expected, where `...` stands for any text."""
    parts = [re.escape(part) for part in expected.split("...")]
    return re.fullmatch(".*".join(parts), printed, re.DOTALL) is not None


def difference(expected, printed):
    return f"\n--- the page says\n{expected}--- it prints\n{printed}"


def run(command, **settings):
    """A process that has nothing to read; what it says on either stream is its `stdout`."""
    return subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **{"timeout": 240, **settings},
    )


def run_command(command, folder, path):
    """What a command prints at a prompt whose PATH begins with these folders."""
    # With nothing that changes what is printed.
    hidden = ("GITHUB_ACTIONS", "COLUMNS", "GTEST_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
    environment["PATH"] = os.pathsep.join([*map(str, path), environment["PATH"]])
    done = run(["sh", "-c", command], cwd=folder, env=environment, timeout=120)
    return done.stdout


def as_page(printed):
    """What a page shows of it."""
    for pattern, dots in VOLATILE:
        printed = re.sub(pattern, dots, printed)
    return printed


def run_blocks(console, folder, path, complain, leave_out=()):
    """Runs the commands of a page's blocks in the folder. `complain(command, text)` is called for each
    that prints something else. Returns how many ran, and [(span, text)] for a page that is to be
    rewritten. Commands that name a word of `leave_out` are not run."""
    ran, rewritten = 0, []
    for block in console:
        text = ""
        for command, expected in block.steps():
            if not any(word in command for word in leave_out):
                printed = run_command(command, folder, path)
                ran += 1
                if not matches(expected, printed):
                    if not UPDATE:
                        complain(command, difference(expected, printed))
                    expected = as_page(printed)
            text += f"$ {command}\n{expected}"
        rewritten.append((block.span, textwrap.indent(text, block.indentation)))
    return ran, rewritten


def rewrite(page, rewritten):
    """The page's text with the texts at their spans."""
    for (start, end), text in sorted(rewritten, reverse=True):
        page = page[:start] + text + page[end:]
    return page
