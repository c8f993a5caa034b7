"""The code and the commands of all pages: code compiles, options exist, what is shown is printed.

    blocks_test.py HEDDLE COMPILER [LIBRARY...] [-- FLAG...]

HEDDLE is the program; COMPILER, with the flags, compiles a page's program, which is linked with the
libraries (files, or -lNAME).

A ```cpp block is a file of its own if it includes something, else it stands at the level of a
namespace, after `#include <heddle/heddle.h>`, `using namespace heddle` and the literals of
std::chrono. A comment in front of it says otherwise:

    <!-- check: statements -->             it stands in a function
    <!-- check: statements, given: X -->   the same, and X stands in front of it: what the page leaves
    <!-- check: given: X -->               to the reader to imagine
    <!-- check: file NAME -->              it is this file of the page's own folder; a .cpp file with a
                                           main becomes the program NAME without .cpp in that folder
    <!-- check: skip because REASON -->    it is not compiled

A ```console block holds lines `$ command`, each followed by what the command prints. In the pages of
RUN they are run, one after the other in the page's folder; `...` stands for any text, and nothing
else may differ. With HEDDLE_UPDATE=1 blocks that do not fit are rewritten in the page.

Wherever a page has a command of heddle (in any block, in a line of four spaces, in a span of code),
the command and its options must be known to `heddle COMMAND --help`.
"""

import pathlib
import re
import shlex
import sys
import tempfile
import unittest

import pages

ARGUMENTS, FLAGS = sys.argv[1:], []
if "--" in ARGUMENTS:
    split = ARGUMENTS.index("--")
    ARGUMENTS, FLAGS = ARGUMENTS[:split], ARGUMENTS[split + 1 :]
HEDDLE, COMPILER, *LIBRARIES = ARGUMENTS or ["", ""]

COMPILE = [
    COMPILER,
    "-std=c++20",
    *(f"-I{pages.ROOT / part / 'include'}" for part in ("harness", "tracer")),
]

# Pages whose blocks other tests compare with files that are compiled: why each is left out here.
ELSEWHERE = {"docs/tutorial.md": "excerpts of the lessons' files (tutorial_test.py)"}
# Pages whose consoles are run here (the tutorial has a test of its own).
RUN = re.compile(r"docs/(start|guides/[\w-]+)\.md")

# What a block without includes may use, beside all of Heddle.
PRELUDE = """
#include <heddle/fuzz.h>
#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;
using namespace std::chrono_literals;
"""

HOW = re.compile(
    r"(?P<statements>statements)?(?:, )?(?:given: (?P<given>.+))?"
    r"|file (?P<file>[\w.-]+)"
    r"|skip because (?P<reason>\S.+)"
)


class Code:
    """A ```cpp block: the page it is of, and how it is checked."""

    def __init__(self, page, block):
        self.page, self.block = page, block
        how = HOW.fullmatch(block.how)
        if not how:
            raise ValueError(f"{page}:{block.line - 2}: 'check: {block.how}' says nothing that is known")
        self.statements, self.given, self.file, self.reason = how.group("statements", "given", "file", "reason")

    def is_whole(self):
        return re.search(r"(?m)^#include", self.block.text) is not None

    def declared(self, number):
        """The block in a namespace of its own, with the page's lines for what the compiler says."""
        text = f'#line {self.block.line} "{self.page}"\n{self.block.text}'
        given = self.given or ""
        if given.startswith("#include"):  # which ends the namespace for its time
            given = f"}}\n{given}\nnamespace block_{number} {{"
        if self.statements:
            text = f"[[maybe_unused]] static void statements() {{\n{given}\n{text}}}\n"
        else:
            text = f"{given}\n{text}"
        return f"namespace block_{number} {{\n{text}}}  // namespace block_{number}\n"


class Page:
    def __init__(self, name):
        self.name = name
        self.text = (pages.ROOT / name).read_text()
        self.blocks = pages.blocks(self.text)
        self.code = [Code(name, block) for block in self.blocks if block.language == "cpp"]
        self.console = [block for block in self.blocks if block.language == "console"]

    def files(self):
        """{name: text} of the page's own folder."""
        return {code.file: code.block.text for code in self.code if code.file}

    def commands(self):
        """Lines and spans of code that may be commands."""
        for block in self.blocks:
            if block.language in ("sh", "console", "yaml", ""):
                for line in re.sub(r"\\\n *", "", block.text).splitlines():
                    yield line.removeprefix("$ ")
        prose = pages.FENCED.sub("", self.text)
        for span in re.findall(r"`([^`]+)`", prose):
            yield re.sub(r"\s+", " ", span)
        yield from re.findall(r"(?m)^    (heddle .*)$", prose)


ALL = [Page(name) for name in pages.tracked(".md")]


class TestCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="heddle-pages-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def compiles(self, *what, **settings):
        done = pages.run([*COMPILE, *what], **settings)
        self.assertEqual(done.returncode, 0, f"\n{done.stdout}")


class Conventions(TestCase):
    """What a page says in front of a block is understood, and what is wrong with it is noticed."""

    @staticmethod
    def code(text):
        (block,) = pages.blocks(text)
        return Code("page.md", block)

    def test_comments_in_front_of_blocks(self):
        code = self.code("x\n<!-- check: statements, given: int x; -->\n```cpp\n++x;\n```\n")
        self.assertEqual((code.statements, code.given), ("statements", "int x;"))
        self.assertEqual((code.block.text, code.block.line), ("++x;\n", 4))
        code = self.code("- y\n\n  <!-- check: skip because it is a sketch -->\n  ```cpp\n  f(\n    1);\n  ```\n")
        self.assertEqual((code.reason, code.block.text), ("it is a sketch", "f(\n  1);\n"))
        self.assertEqual(self.code("<!-- check: file a.h -->\n```cpp\n```\n").file, "a.h")
        self.assertEqual(self.code("```cpp\nint x;\n```\n").given, None)
        for how in ["skip", "skip because ", "fragment", "file", "statements given: x"]:
            with self.assertRaises(ValueError):
                self.code(f"<!-- check: {how} -->\n```cpp\n```\n")

    def test_commands_of_several_lines(self):
        (block,) = pages.blocks("```console\n$ a \\\n  b\n1\n2\n$ c\n```\n")
        self.assertEqual(list(block.steps()), [("a \\\n  b", "1\n2\n"), ("c", "")])

    def test_code_that_is_wrong_does_not_compile(self):
        file = self.folder / "wrong.cpp"
        for text, good in [("int f();", True), ("f();", False), ("statements", False)]:
            file.write_text(self.code(f"```cpp\n{text}\n```\n").declared(1))
            done = pages.run([*COMPILE, "-fsyntax-only", file])
            self.assertEqual(done.returncode == 0, good, done.stdout)
        self.assertIn("page.md:2", done.stdout)


class Blocks(TestCase):
    def test_code_compiles(self):
        together, whole, skipped, counted = PRELUDE, [], [], 0
        for page in ALL:
            for code in page.code:
                if page.name in ELSEWHERE:
                    continue
                if code.reason:
                    skipped.append(f"{page.name}:{code.block.line}: {code.reason}")
                elif code.file:
                    pass  # test_output_is_what_is_printed compiles it
                elif code.is_whole():
                    whole.append(code)
                else:
                    counted += 1
                    together += code.declared(counted)
        file = self.folder / "blocks.cpp"
        file.write_text(together)
        with self.subTest(blocks=counted):
            self.compiles("-fsyntax-only", file)
        for code in whole:
            with self.subTest(page=code.page, line=code.block.line):
                file.write_text(f'#line {code.block.line} "{code.page}"\n{code.block.text}')
                self.compiles("-fsyntax-only", file)
        files = sum(len(page.files()) for page in ALL)
        compiled = counted + len(whole) + files
        print(f"code: {compiled} blocks compiled, {len(skipped)} skipped", *skipped, sep="\n  ")
        for name, why in ELSEWHERE.items():
            count = sum(len(page.code) for page in ALL if page.name == name)
            self.assertGreater(count, 0, name)
            print(f"  {name}: {count} more, {why}")

    def test_output_is_what_is_printed(self):
        ran = 0
        for page in ALL:
            if not RUN.fullmatch(page.name):
                self.assertFalse(page.files(), f"{page.name}: files, but its consoles are not run")
                continue
            folder = self.folder / page.name.replace("/", "-")
            folder.mkdir()
            for name, text in page.files().items():
                (folder / name).write_text(text)
            for name, text in page.files().items():
                if name.endswith(".cpp") and "int main(" in text:
                    # As a reader compiles it, in the folder.
                    command = ["-g", name, *FLAGS, "-o", name.removesuffix(".cpp"), *LIBRARIES]
                    with self.subTest(page=page.name, file=name):
                        self.compiles(*command, cwd=folder)
                elif name.endswith(".cpp"):
                    with self.subTest(page=page.name, file=name):
                        self.compiles("-fsyntax-only", name, cwd=folder)

            def complain(command, text, page=page):
                with self.subTest(page=page.name, command=command):
                    self.fail(text)

            path = [pathlib.Path(HEDDLE).resolve().parent]
            count, texts = pages.run_blocks(page.console, folder, path, complain)
            ran += count
            if pages.UPDATE:
                (pages.ROOT / page.name).write_text(pages.rewrite(page.text, texts))
        print(f"consoles: {ran} commands run")
        self.assertGreater(ran, 10)

    def test_lines_are_short(self):
        for page in ALL:
            if not RUN.fullmatch(page.name):
                continue
            for number, line in enumerate(page.text.splitlines(), 1):
                # A row of a table is one line, however long, and so is an address.
                if not line.startswith(("|", "<!--")) and "](http" not in line:
                    self.assertLessEqual(len(line), pages.COLUMNS, f"{page.name}:{number}")


# Programs that call heddle::main, as pages name them. Words in capitals stand for something.
PROGRAM = r"(?:\S*/)?(?:heddle|my_program|mine|\d\d_\w+)"


class Options(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """{command: its options}, of all that the program's help names."""
        cls.known = {}
        waiting = [()]
        while waiting:
            command = waiting.pop()
            text = pages.run([HEDDLE, *command, "--help"]).stdout
            cls.known[" ".join(command)] = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", text))
            listed = text.partition("\nCommands:\n")[2].partition("\n\n")[0]
            waiting += [(*command, name) for name in re.findall(r"(?m)^  ([a-z]+) ", listed)]

    def complaint(self, line, programs=PROGRAM):
        """What is wrong with a command, or None; a line that is no command of heddle is never wrong."""
        match = re.match(rf"(?:.*(?:&& |\|\| |; |= |- run: |/bin/sh.*))?{programs} +(?P<rest>.*)", line.strip())
        if not match:
            return None
        words = re.split(r" (?:[|;<>]|&&|\|\||2>)", " " + match.group("rest") + " ")[0]
        try:
            words = shlex.split(words, comments=True)
        except ValueError:
            words = words.split()
        if not words or not re.fullmatch(r"[a-z]+", words[0]):
            return None  # a placeholder, or an option of a test framework's program
        command, rest = words[0], words[1:]
        if rest and f"{command} {rest[0]}" in self.known:
            command, rest = f"{command} {rest[0]}", rest[1:]
        if command not in self.known:
            return f"there is no 'heddle {command}'"
        for word in rest:
            if re.match(r"--?[a-z]", word):
                option = word.split("=")[0]
                if option not in self.known[command]:
                    return f"'heddle {command}' has no {option}"
        return None

    def test_notices_what_is_wrong(self):
        for good in [
            "heddle explore 'leaks/*' --seed 1 | head", "heddle corpus import a -o b", "my_program",
            "build/mine explore", "apt-get install heddle", "heddle replay FILE --until 3 --take 2 -o x",
            "./my_program merge results/* --junit=x.xml", "cd x && heddle list --json > y --nonsense",
        ]:  # fmt: skip
            self.assertIsNone(self.complaint(good), good)
        for bad in [
            "heddle explode", "heddle explore --sed 1", "heddle corpus import a --json", "./my_program show x -o y",
            "true && heddle check --jobs 2", "heddle explore x \"it's\" --what",
        ]:  # fmt: skip
            self.assertIsNotNone(self.complaint(bad), bad)

    def test_exist(self):
        count = 0
        for page in ALL:
            programs = [pathlib.Path(name).stem for name in page.files() if name.endswith(".cpp")]
            known = "|".join([PROGRAM, *(rf"(?:\S*/)?{re.escape(name)}" for name in programs)])
            for line in page.commands():
                count += re.search(rf"(?:^|\s)(?:{known}) [a-z]", line) is not None
                with self.subTest(page=page.name, command=line):
                    self.assertIsNone(self.complaint(line, f"(?:{known})"))
        print(f"options: {count} commands looked at")
        self.assertGreater(count, 100)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
