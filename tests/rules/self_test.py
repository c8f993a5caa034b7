#!/usr/bin/env python3
"""Each rule notices what it is there for, and leaves alone what is right."""

import pathlib
import unittest

import functions
import rules

HEADER = "#pragma once\n"
SCENARIO = """#include <heddle/chan.h>

namespace heddle::scenarios::leaks::lost {
extern constinit const Scenario scenario{
    .name = "leaks/lost",
};
}  // namespace heddle::scenarios::leaks::lost
"""
GOOD = {
    "CMakeLists.txt": "",
    "tracer/CMakeLists.txt": "include/heddle/trace/op.h src/op.cpp",
    "tracer/include/heddle/trace/op.h": HEADER,
    "tracer/src/op.cpp": "#include <heddle/trace/op.h>\n",
    "harness/CMakeLists.txt": "include/heddle/chan.h\n src/engine/run.cpp\n src/go/chan.cpp",
    "harness/include/heddle/chan.h": HEADER + "#include <heddle/trace/op.h>\n",
    "harness/src/engine/run.h": HEADER,
    "harness/src/engine/run.cpp": '#include "engine/run.h"\n',
    "harness/src/go/chan.cpp": '#include <heddle/chan.h>\n#include "engine/run.h"\n',
    "scenarios/CMakeLists.txt": "leaks/lost.cpp",
    "scenarios/leaks/lost.cpp": SCENARIO,
    "tests/rules/CMakeLists.txt": "COMMAND self_test.py ... foreach(part good) ${part}_test.py",
    "tests/rules/self_test.py": "",
    "tests/rules/good_test.py": "",
    "README.md": "[pictures](docs/picture.md)",
    "docs/picture.md": "![a picture](images/picture.svg)",
    "docs/images/picture.svg": "<svg/>",
}


class Rules(unittest.TestCase):
    def bad(self, rule, path, text, allowed=""):
        """One complaint at least, and about this file."""
        found = list(rule(rules.Tree(GOOD | {path: text}, allowed)))
        self.assertTrue(found, f"{rule.__name__} overlooks {text!r} in {path}")
        self.assertTrue(all(line.startswith(path) for line in found), found)

    def good(self, rule, path="LICENSE", text="", allowed=""):
        self.assertEqual(list(rule(rules.Tree(GOOD | {path: text}, allowed))), [])

    def test_a_good_tree_passes(self):
        for rule in rules.RULES:
            self.good(rule)

    def test_arrows_between_folders(self):
        self.bad(rules.arrows, "tracer/src/op.cpp", "#include <heddle/chan.h>\n")
        self.bad(rules.arrows, "tracer/src/op.cpp", '#include "../../harness/include/heddle/chan.h"\n')
        self.bad(rules.arrows, "scenarios/leaks/lost.cpp", '#include "engine/run.h"\n')
        self.bad(rules.arrows, "scenarios/leaks/lost.cpp", "#include <heddle/trace/op.h>\n")
        self.bad(rules.arrows, "viewer/src/lane.cpp", "#include <heddle/chan.h>\n")
        self.bad(rules.arrows, "fuzz/decode.cpp", '#include "lane.h"\n#include <QWidget>\n')
        self.good(rules.arrows, "tests/unit/run_test.cpp", '#include "engine/run.h"\n')
        self.good(rules.arrows, "viewer/src/lane.cpp", "#include <QWidget>\n#include <heddle/trace/op.h>\n")

    def test_arrows_inside_the_harness(self):
        self.bad(rules.arrows, "harness/src/engine/run.cpp", '#include "go/chan.cpp"\n')
        self.bad(rules.arrows, "harness/src/new/part.cpp", '#include "engine/run.h"\n')

    def test_arrows_to_others(self):
        self.bad(rules.arrows, "harness/src/go/chan.cpp", "#include <boost/context/fiber.hpp>\n")
        self.bad(rules.arrows, "scenarios/leaks/lost.cpp", "#include <gtest/gtest.h>\n")
        self.bad(rules.arrows, "harness/src/go/chan.cpp", "#include <heddle/gone.h>\n")

    def test_banned(self):
        for line in (
            "#include <random>",
            "std::random_device device;",
            "std::mt19937 engine;",
            "std::uniform_int_distribution<int> die(1, 6);",
            "std::shuffle(first, last, engine);",
            "int x = rand();",
            "std::hash<int> h;",
            "std::unordered_map<int, int> map;",
            "std::map<Goroutine*, int> by_address;",
            "std::set<const engine::Object*> objects;",
            "auto now = std::chrono::system_clock::now();",
            "auto now = std::chrono::steady_clock::now();",
            "auto seed = time(nullptr);",
            "std::thread worker(f);",
            "double priority = 0;",
        ):
            self.bad(rules.banned, "harness/src/engine/run.cpp", line + "\n")

    def test_banned_spares_words(self):
        self.good(rules.banned, "harness/src/engine/run.cpp", "// no std::shuffle\n")
        self.good(rules.banned, "harness/src/engine/run.cpp", 'throw "std::thread";\n')
        self.good(rules.banned, "harness/src/search/campaign.cpp", "double seconds;\n")
        self.good(rules.banned, "tests/unit/run_test.cpp", "std::thread real;\n")
        self.good(rules.banned, "harness/src/engine/run.cpp", "bool runnable_time();\n")

    def test_allowances(self):
        path, text = "harness/src/search/watch.cpp", "auto now = steady_clock::now();\n"
        self.bad(rules.banned, path, text)
        self.good(rules.banned, path, text, f"{path} | steady_clock | a watchdog's clock\n")
        self.bad(rules.banned, path, text, f"{path} | system_clock | of something else\n")
        with self.assertRaises(ValueError):
            rules.Tree({}, f"{path} | steady_clock\n")
        tree = rules.Tree(GOOD, f"{path} | steady_clock | no longer true\n")
        self.assertTrue(list(rules.allowances(tree)))

    def test_own_containers(self):
        path = "harness/src/instrument/shadow.cpp"
        self.bad(rules.own_containers, path, "std::vector<Cell> cells;\n")
        self.bad(rules.own_containers, path, "std::sort(first, last);\n")
        self.good(rules.own_containers, path, "std::uint64_t cell; std::memcpy(a, b, 8);\n")

    def test_length(self):
        self.bad(rules.length, "harness/src/engine/run.cpp", "\n" * (rules.LINES_MAX + 1))
        self.good(rules.length, "harness/src/engine/run.cpp", "\n" * rules.LINES_MAX)

    def test_function_length(self):
        lines = rules.FUNCTION_LINES_MAX
        path = "harness/src/engine/run.cpp"
        for head, tail in (
            ("void f() {", "}"),
            ("namespace a {\nstatic int C<T>::f(int (*g)(), B b = {}) const noexcept {", "}}"),
            ("struct S {\n  explicit S(int a) : a_(a), b_{a} {", "}};"),
            ('struct [[nodiscard("x")]] S final : public T<int> {\n  auto f() -> V<int> {', "}};"),
            ('constexpr Scenario s{.name = "a", .body = [] {', "}};"),
            ("TEST_P(Suite, name) {", "}"),
            ("template <class T>\n  requires(sizeof(T) > 4)\nvoid f(T t) {", "}"),
        ):
            # A function begins with its head, which may be several lines.
            shorter = "\n  step();" * (lines - 2 - 2 * head.startswith("template"))
            self.good(rules.function_length, path, f"{head}{shorter}\n{tail}\n")
            self.bad(rules.function_length, path, f"{head}{shorter}\n  step();\n{tail}\n")
        for spared in (
            "namespace a {" + "\n  int a;" * 100 + "\n}\n",
            "class A {" + "\n  int a;" * 100 + "\n};\n",
            "enum class E {" + "\n  a," * 100 + "\n};\n",
            "constexpr int table[] = {" + "\n  1," * 100 + "\n};\n",
            "void f() {}" + "\n// a { that is none\nchar c = '{';\n" * 40 + "void g() {}\n",
        ):
            self.good(rules.function_length, path, spared)
        self.bad(rules.function_length, path, "void f() {\n")
        self.bad(rules.function_length, path, "}\n")
        self.bad(rules.function_length, "tests/a.py", "def f():\n" + "    step()\n" * lines)
        self.good(rules.function_length, "tests/a.py", "def f():\n" + "    step()\n" * (lines - 1))

    def test_functions_are_found(self):
        """In this tree, where about every third brace of a source opens one."""
        tree = rules.read_tree()
        found = sum(len(list(functions.of_cpp(text))) for _, text in tree.sources())
        self.assertGreater(found, 4000)

    def test_orphans(self):
        self.bad(rules.orphans, "harness/src/engine/clock.h", HEADER)
        self.bad(rules.orphans, "harness/src/engine/clock.h", HEADER + '#include "clock.h"\n')
        self.bad(rules.orphans, "tests/rules/more_test.py", "")
        self.bad(rules.orphans, "fuzz/ci/collect.sh", "")
        self.bad(rules.orphans, "docs/images/other.png", "")
        self.bad(rules.orphans, "docs/guide.md", "[this page](guide.md) is docs/guide.md")
        self.good(rules.orphans, "harness/include/heddle/new.h", HEADER)

    def test_put_off(self):
        for word in rules.PUT_OFF.split("|"):
            path = "harness/src/engine/run.cpp"
            self.bad(rules.put_off, path, f"// {word}: one day\n")
            self.good(rules.put_off, path, f"// {word}: one day\n", f"{path} | {word} | waits for C++23")
            self.good(rules.put_off, path, f"int {word.lower()} = 0;\n")

    def test_listed(self):
        self.bad(rules.listed, "harness/src/engine/clock.cpp", "")
        self.bad(rules.listed, "harness/src/go/run.cpp", "")
        self.bad(rules.listed, "harness/include/heddle/new.h", HEADER)
        self.good(rules.listed, "harness/src/engine/new.h", HEADER)

    def test_catalogue(self):
        path = "scenarios/leaks/lost.cpp"
        self.bad(rules.catalogue, path, SCENARIO.replace("leaks::lost", "leaks"))
        self.bad(rules.catalogue, path, SCENARIO.replace("leaks/lost", "lost"))
        self.bad(rules.catalogue, path, SCENARIO + "\n" * rules.SCENARIO_LINES_MAX)

    def test_machine_paths(self):
        for folder in rules.MACHINE_PATHS:
            self.bad(rules.machine_paths, "docs/guide.md", f"see `{folder}x`\n")
        self.good(rules.machine_paths, "docs/guide.md", "see build" + rules.MACHINE_PATHS[0] + "x")

    def test_layout(self):
        self.bad(rules.layout, "toolbox/x.txt", "")
        self.bad(rules.layout, "harness/src/engine/utils.cpp", "")
        self.bad(rules.layout, "harness/src/engine/stack_manager.cpp", "")

    def test_headers(self):
        self.bad(rules.headers, "harness/include/heddle/chan.h", HEADER + "#define go heddle_go\n")
        self.bad(rules.headers, "harness/src/engine/run.h", "struct Run;\n")
        self.good(rules.headers, "harness/src/engine/run.cpp", "#define X\n")

    def test_own_folders(self):
        shared = "const auto place = std::filesystem::temp_directory_path() / fixed;\n"
        self.bad(rules.own_folders, "tests/unit/excerpt_test.cpp", shared)
        self.bad(rules.own_folders, "tests/unit/excerpt_test.cpp", "x = testing::TempDir();\n")
        self.good(rules.own_folders, "tests/own_folder.h", shared)

    def test_every_rule_is_tested(self):
        source = pathlib.Path(__file__).read_text()
        for rule in rules.RULES:
            self.assertIn(f"(rules.{rule.__name__}", source)


if __name__ == "__main__":
    unittest.main()
