#!/usr/bin/env python3
"""The public headers say what everything in them is for: Doxygen finds nothing to complain about.

api_test.py DOXYGEN DOXYFILE COMMENTS.PY
"""

import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import unittest

DOXYGEN, DOXYFILE, COMMENTS = sys.argv[1:]


def comments():
    spec = importlib.util.spec_from_file_location("comments", COMMENTS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made(settings=""):
    """Doxygen's exit status and what it said; its pages go into a folder that `settings` may name."""
    text = pathlib.Path(DOXYFILE).read_text() + settings
    run = subprocess.run([DOXYGEN, "-"], input=text, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


class Api(unittest.TestCase):
    def test_every_public_item_is_documented(self):
        with tempfile.TemporaryDirectory() as folder:
            status, said = made(f"OUTPUT_DIRECTORY = {folder}\n")
            self.assertEqual((status, said), (0, ""))
            pages = {page.name for page in pathlib.Path(folder, "html").glob("*.html")}
        # It has looked at both libraries, and at nothing that is nobody's business.
        self.assertIn("classheddle_1_1Mutex.html", pages)
        self.assertIn("structheddle_1_1trace_1_1Finding.html", pages)
        self.assertFalse([page for page in pages if "detail" in page])

    def test_what_is_not_documented_is_noticed(self):
        header = """#pragma once

// What the file is about.

namespace heddle {

// A gate.
class Gate {
 public:
  Gate() = default;
  // Opens it.
  void open();
  int width = 0;  // in threads
  int silent_member;
  void silent();

  // Nobody's: an empty line follows.

  void silent_too();
};

}  // namespace heddle
"""
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "gate.h").write_text(header)
            status, said = made(f"INPUT = {folder}\nOUTPUT_DIRECTORY = {folder}\n")
        self.assertNotEqual(status, 0)
        noticed = [line for line in said.splitlines() if "is not documented" in line]
        self.assertEqual(len(noticed), 3, said)
        for name in ("silent_member", "silent()", "silent_too"):
            self.assertIn(name, said)

    def test_how_comments_become_documentation(self):
        seen = comments().seen
        for written, expected in (
            ("// Above.\nvoid f();\n", "/// Above.\nvoid f();\n"),
            ("int a;  // behind\n", "int a;  ///< behind\n"),
            ("int a;  // one\n        // two\n", "int a;  ///< one\n        ///< two\n"),
            ("// Apart.\n\n// More.\n\nint a;\n", "/// \\file\n/// Apart.\n\n// More.\n\nint a;\n"),
            ("// a < b, `a < b`\nint a;\n", "/// a \\< b, `a < b`\nint a;\n"),
            ("//     f(a & b);\nint a;\n", "///     f(a & b);\nint a;\n"),
            ("namespace detail {\nint a;\n}  // namespace detail\n", "\n\n\n"),
            ("namespace a::detail {\nint a;\n}  // namespace a::detail\nint b;\n", "\n\n\nint b;\n"),
            ("  A(const A&) = delete;\n", "\n"),
            ("  // Nil.\n  A() = default;\n", "  /// Nil.\n  A() = default;\n"),
        ):
            self.assertEqual(seen(written), expected)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
