"""scenarios/README.md: what it says of folders and members, and its program of one's own.
docs/start.md: its program is built and run as the page says.

    catalogue_test.py CMAKE BUILD [FLAG...]

BUILD is installed into a scratch folder, and the program is built against that, with these flags
for configuring, by the page's own commands. The tutorial's folder is tried in the same way.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import pages

ROOT = pages.ROOT
PAGE = (ROOT / "scenarios" / "README.md").read_text()
CMAKE, BUILD = sys.argv[1:3]
FLAGS = sys.argv[3:]


def blocks(language, text):
    """The fenced blocks of a language."""
    return [block.text for block in pages.blocks(text) if block.language == language]


def section(title):
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


class Catalogue(unittest.TestCase):
    def test_names_every_folder(self):
        named = re.findall(r"(?m)^- `(\w+)/`:", PAGE)
        folders = [path.name for path in (ROOT / "scenarios").iterdir() if path.is_dir()]
        self.assertEqual(sorted(named), sorted(folders))

    def test_names_members_that_there_are(self):
        members = re.findall(r"(?m)^- `(\w+)`:", section("What a scenario says"))
        self.assertEqual(members, ["name", "story", "tags", "expect", "body", "fixed"])
        header = (ROOT / "harness/include/heddle/scenario.h").read_text()
        struct = re.search(r"(?s)struct Scenario \{(.*?)\n\};", header).group(1)
        for member in members:
            self.assertRegex(struct, rf"\b{member}\b")

    def test_the_new_scenario_is_named_as_it_must_be(self):
        (code,) = blocks("cpp", section("A new one"))
        self.assertIn("\nnamespace heddle::scenarios::leaks::unread_letter {\n", code)
        self.assertIn('.name = "leaks/unread_letter",', code)
        self.assertFalse((ROOT / "scenarios/leaks/unread_letter.cpp").exists())

    def test_lines_are_short(self):
        for number, line in enumerate(PAGE.splitlines(), 1):
            self.assertLessEqual(len(line), 100, f"README.md:{number}")


class AgainstThePackage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="heddle-docs-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.prefix = cls.folder / "prefix"
        cls.run_program(CMAKE, "--install", BUILD, "--prefix", cls.prefix)

    @staticmethod
    def run_program(*command, status=0, **settings):
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **settings,
        )
        if done.returncode != status:
            raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def configure(self, folder):
        flags = [f"-DCMAKE_PREFIX_PATH={self.prefix}", *FLAGS]
        self.run_program(CMAKE, "-B", "build", "-G", "Ninja", *flags, cwd=folder)

    def test_a_program_of_your_own(self):
        own = section("A program of your own")
        folder = self.folder / "mine"
        folder.mkdir()
        (folder / "mine.cpp").write_text(blocks("cpp", own)[0])
        (folder / "CMakeLists.txt").write_text(blocks("cmake", own)[0])
        build, short = blocks("sh", own)
        self.assertEqual(
            build.splitlines(),
            ["cmake -B build -DCMAKE_PREFIX_PATH=DIR", "cmake --build build", "build/mine explore"],
        )
        self.configure(folder)
        self.run_program(CMAKE, "--build", "build", cwd=folder)
        printed = self.run_program("build/mine", "explore", status=1, cwd=folder)
        self.assertIn("leak: 1 goroutine is blocked for ever", printed)
        trace = "heddle-out/forgotten.leak.htrace"
        self.run_program("build/mine", "replay", trace, status=1, cwd=folder)
        self.run_program(self.prefix / "bin/heddle", "show", trace, cwd=folder)
        if not FLAGS_OF_SANITIZERS and shutil.which("g++") and shutil.which("pkg-config"):
            set_path = f"export PKG_CONFIG_PATH={self.prefix}/lib/pkgconfig; {short}"
            self.run_program("sh", "-ec", f"{set_path}./mine list", cwd=folder)

    def test_the_first_five_minutes(self):
        if FLAGS_OF_SANITIZERS or not (shutil.which("g++") and shutil.which("pkg-config")):
            self.skipTest("the page's commands are those of a plain build with g++ and pkg-config")
        page = (ROOT / "docs" / "start.md").read_text()
        folder = self.folder / "start"
        folder.mkdir()
        (folder / "account.cpp").write_text(blocks("cpp", page)[0])
        (build,) = [text for text in blocks("sh", page) if text.startswith("g++ ")]
        (paths,) = re.findall(r"(?m)^export PATH=DIR.*$", page)
        paths = paths.replace("DIR", str(self.prefix))
        self.run_program("sh", "-ec", f"{paths}\n{build}heddle --version", cwd=folder)
        printed = self.run_program("./account", "explore", "--seed", "1", status=1, cwd=folder)
        self.assertIn("check-failed: nobody gets more than there is\n", printed)

    def test_the_tutorials_folder_is_a_project(self):
        folder = self.folder / "tutorial"
        shutil.copytree(ROOT / "docs" / "tutorial", folder)
        self.configure(folder)
        self.run_program(CMAKE, "--build", "build", "--target", "01_first_bug", cwd=folder)
        lesson = ["build/01_first_bug", "explore", "--seed", "1"]
        printed = self.run_program(*lesson, status=1, cwd=folder)
        self.assertIn("\n    at 01_first_bug.cpp:", printed)


FLAGS_OF_SANITIZERS = any("-fsanitize" in flag for flag in FLAGS)

if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
