"""docs/tutorial.md: its code is the lessons', its output is what the programs print.

    tutorial_test.py HEDDLE PROGRAM...

HEDDLE and the lessons' programs are those that the page's commands mean. A lesson whose program is
not among them is left out.

A ```cpp block is an exact excerpt of the lesson's file. A ```console block holds lines
`$ command`, each followed by what the command prints. `...` there stands for any text; nothing else
may differ. With HEDDLE_UPDATE=1 blocks that do not fit are rewritten in the page.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"
LESSONS = PAGE.parent / "tutorial"
PROGRAMS = [pathlib.Path(path).resolve() for path in sys.argv[1:]]
UPDATE = os.environ.get("HEDDLE_UPDATE") == "1"

COLUMNS = 100

# For pages that are rewritten: what differs from machine to machine, and what is too long.
VOLATILE = [
    (r"\d[\d.]*(?= (s|ms)\b)", "..."),
    (r"\b\d+(?= runs/s)", "..."),
    (r"(?<=Running main\(\) from ).*", "..."),
    (rf"(?m)^(.{{{COLUMNS - 20}}}).{{21,}}$", r"\1..."),
]


def matches(expected, printed):
    """Whether the text is as expected, where `...` stands for any text."""
    parts = [re.escape(part) for part in expected.split("...")]
    return re.fullmatch(".*".join(parts), printed, re.DOTALL) is not None


class Block:
    """A fenced block of the page: its language and text, and where the text begins and ends."""

    def __init__(self, match, start):
        self.language = match.group(1)
        self.text = match.group(2)
        self.span = (start + match.start(2), start + match.end(2))

    def steps(self):
        """(command, what it should print)"""
        for step in re.split(r"(?m)^(?=\$ )", self.text)[1:]:
            command, _, output = step[2:].partition("\n")
            yield command, output


class Lesson:
    """`## N. Title` and what follows, up to the next such heading."""

    def __init__(self, number, title, text, start):
        self.number = number
        self.title = title
        blocks = re.finditer(r"(?ms)^```(\w+)\n(.*?)^```$", text)
        self.blocks = [Block(match, start) for match in blocks]
        self.names = list(dict.fromkeys(re.findall(r"tutorial/(\d\d_\w+)\.cpp", text)))

    def of(self, language):
        return [block for block in self.blocks if block.language == language]


def read_lessons(page):
    heads = list(re.finditer(r"(?m)^## (\d+)\. (.+)$", page))
    ends = [head.start() for head in heads[1:]] + [len(page)]
    return [
        Lesson(int(head.group(1)), head.group(2), page[head.start() : end], head.start())
        for head, end in zip(heads, ends)
    ]


class Wildcard(unittest.TestCase):
    def test_three_dots_stand_for_any_text_and_for_nothing_else(self):
        self.assertTrue(matches("1 run, ... s\n", "1 run, 0.02 s\n"))
        self.assertTrue(matches("a\n...\nb\n", "a\nx\ny\nb\n"))
        self.assertTrue(matches("a.b\n", "a.b\n"))
        self.assertFalse(matches("a.b\n", "axb\n"))
        self.assertFalse(matches("1 run, ... s\n", "2 runs, 0.02 s\n"))
        self.assertFalse(matches("a\n", "a\n\n"))
        self.assertFalse(matches("a \n", "a\n"))


class Tutorial(unittest.TestCase):
    def setUp(self):
        self.page = PAGE.read_text()
        self.lessons = read_lessons(self.page)

    def test_ten_lessons_each_with_its_files(self):
        self.assertEqual([lesson.number for lesson in self.lessons], list(range(1, 11)))
        for lesson in self.lessons:
            with self.subTest(lesson=lesson.title):
                self.assertTrue(lesson.of("cpp") and lesson.of("console"))
                self.assertTrue(lesson.names)
                for name in lesson.names:
                    self.assertTrue(name.startswith(f"{lesson.number:02}_"), name)
        named = {f"{name}.cpp" for lesson in self.lessons for name in lesson.names}
        self.assertEqual(named, {file.name for file in LESSONS.glob("*.cpp")})

    def test_lines_are_short(self):
        for file in [PAGE, *sorted(LESSONS.iterdir())]:
            for number, line in enumerate(file.read_text().splitlines(), 1):
                self.assertLessEqual(len(line), COLUMNS, f"{file.name}:{number}")

    def test_code_is_the_lessons(self):
        for lesson in self.lessons:
            sources = ["\n" + (LESSONS / f"{name}.cpp").read_text() for name in lesson.names]
            for block in lesson.of("cpp"):
                with self.subTest(lesson=lesson.title, block=block.text):
                    self.assertTrue(any("\n" + block.text in source for source in sources))

    def test_output_is_what_is_printed(self):
        built = {path.name for path in PROGRAMS}
        rewritten = []
        ran = 0
        for lesson in self.lessons:
            missing = [name for name in lesson.names if name not in built]
            with tempfile.TemporaryDirectory(prefix="heddle-tutorial-") as folder:
                for block in lesson.of("console"):
                    text = ""
                    for command, expected in block.steps():
                        if any(name in command for name in missing):
                            text += f"$ {command}\n{expected}"
                            continue
                        printed = self.run_command(command, folder)
                        ran += 1
                        fits = matches(expected, printed)
                        if not UPDATE:
                            with self.subTest(lesson=lesson.title, command=command):
                                self.assertTrue(fits, self.difference(expected, printed))
                        elif not fits:
                            expected = printed
                            for pattern, dots in VOLATILE:
                                expected = re.sub(pattern, dots, expected)
                        text += f"$ {command}\n{expected}"
                    rewritten.append((block.span, text))
        self.assertGreater(ran, 10)
        if UPDATE:
            page = self.page
            for (start, end), text in reversed(rewritten):
                page = page[:start] + text + page[end:]
            PAGE.write_text(page)

    @staticmethod
    def difference(expected, printed):
        return f"\n--- the page says\n{expected}--- it prints\n{printed}"

    @staticmethod
    def run_command(command, folder):
        # As at a prompt whose PATH has the programs, with nothing that changes what is printed.
        hidden = ("GITHUB_ACTIONS", "COLUMNS", "GTEST_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
        folders = dict.fromkeys(str(path.parent) for path in PROGRAMS)
        environment["PATH"] = os.pathsep.join([*folders, environment["PATH"]])
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=120,
            check=False,
        )
        return done.stdout


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
