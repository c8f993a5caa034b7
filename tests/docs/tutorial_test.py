"""docs/tutorial.md: its code is the lessons', its output is what the programs print.

    tutorial_test.py HEDDLE PROGRAM...

HEDDLE and the lessons' programs are those that the page's commands mean. A lesson whose program is
not among them is left out.

A ```cpp block is an exact excerpt of the lesson's file. A ```console block holds lines
`$ command`, each followed by what the command prints. `...` there stands for any text; nothing else
may differ. With HEDDLE_UPDATE=1 blocks that do not fit are rewritten in the page.
"""

import pathlib
import re
import sys
import tempfile
import unittest

import pages

PAGE = pages.ROOT / "docs" / "tutorial.md"
LESSONS = PAGE.parent / "tutorial"
PROGRAMS = [pathlib.Path(path).resolve() for path in sys.argv[1:]]


class Lesson:
    """`## N. Title` and what follows, up to the next such heading."""

    def __init__(self, number, title, page, start, end):
        self.number = number
        self.title = title
        self.blocks = pages.blocks(page, start, end)
        named = re.findall(r"tutorial/(\d\d_\w+)\.cpp", page[start:end])
        self.names = list(dict.fromkeys(named))

    def of(self, language):
        return [block for block in self.blocks if block.language == language]


def read_lessons(page):
    heads = list(re.finditer(r"(?m)^## (\d+)\. (.+)$", page))
    ends = [head.start() for head in heads[1:]] + [len(page)]
    return [
        Lesson(int(head.group(1)), head.group(2), page, head.start(), end)
        for head, end in zip(heads, ends)
    ]


class Wildcard(unittest.TestCase):
    def test_three_dots_stand_for_any_text_and_for_nothing_else(self):
        self.assertTrue(pages.matches("1 run, ... s\n", "1 run, 0.02 s\n"))
        self.assertTrue(pages.matches("a\n...\nb\n", "a\nx\ny\nb\n"))
        self.assertTrue(pages.matches("a.b\n", "a.b\n"))
        self.assertFalse(pages.matches("a.b\n", "axb\n"))
        self.assertFalse(pages.matches("1 run, ... s\n", "2 runs, 0.02 s\n"))
        self.assertFalse(pages.matches("a\n", "a\n\n"))
        self.assertFalse(pages.matches("a \n", "a\n"))


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
                self.assertLessEqual(len(line), pages.COLUMNS, f"{file.name}:{number}")

    def test_code_is_the_lessons(self):
        for lesson in self.lessons:
            sources = ["\n" + (LESSONS / f"{name}.cpp").read_text() for name in lesson.names]
            for block in lesson.of("cpp"):
                with self.subTest(lesson=lesson.title, block=block.text):
                    self.assertTrue(any("\n" + block.text in source for source in sources))

    def test_output_is_what_is_printed(self):
        built = {path.name for path in PROGRAMS}
        path = dict.fromkeys(program.parent for program in PROGRAMS)
        rewritten = []
        ran = 0
        for lesson in self.lessons:
            missing = [name for name in lesson.names if name not in built]

            def complain(command, text, lesson=lesson):
                with self.subTest(lesson=lesson.title, command=command):
                    self.fail(text)

            with tempfile.TemporaryDirectory(prefix="heddle-tutorial-") as folder:
                count, texts = pages.run_blocks(lesson.of("console"), folder, path, complain, missing)
                ran += count
                rewritten += texts
        self.assertGreater(ran, 10)
        if pages.UPDATE:
            PAGE.write_text(pages.rewrite(self.page, rewritten))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
