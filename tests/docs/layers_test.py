#!/usr/bin/env python3
"""The picture of the layers in docs/architecture.md is that of CMake's own graph of targets.

layers_test.py CMAKE CXX_COMPILER DOT    with HEDDLE_UPDATE=1 the picture is drawn anew

The tree is configured in a folder that is then thrown away. What is drawn is Graphviz' text
docs/images/layers.dot, the picture itself is docs/images/layers.svg.
"""

import collections
import html
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "rules"))
import rules

CMAKE, COMPILER, DOT = sys.argv[1:]
PICTURE = ROOT / "docs" / "images" / "layers.svg"
TEXT = PICTURE.with_suffix(".dot")
PAGE = ROOT / "docs" / "architecture.md"

OPTIONS = """set(GRAPHVIZ_EXTERNAL_LIBS FALSE)
set(GRAPHVIZ_INTERFACE_LIBS FALSE)
set(GRAPHVIZ_GENERATE_PER_TARGET FALSE)
set(GRAPHVIZ_GENERATE_DEPENDERS FALSE)
"""


def configured(build):
    """The folder of each target, and the arrows between targets, as CMake gives them."""
    (build / "CMakeGraphVizOptions.cmake").write_text(OPTIONS)
    query = build / ".cmake" / "api" / "v1" / "query"
    query.mkdir(parents=True)
    (query / "codemodel-v2").touch()
    run = subprocess.run(
        [CMAKE, "-S", ROOT, "-B", build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={COMPILER}",
         "-DHEDDLE_VIEWER=ON", "-DHEDDLE_TESTS=OFF", "-DHEDDLE_FUZZ=ON", f"--graphviz={build}/all.dot"],
        capture_output=True, text=True, check=False)  # fmt: skip
    if run.returncode != 0:
        sys.exit(run.stdout + run.stderr)
    reply = build / ".cmake" / "api" / "v1" / "reply"
    model = json.loads(next(reply.glob("codemodel-*.json")).read_text())["configurations"][0]
    folders = {
        target["name"]: model["directories"][target["directoryIndex"]]["source"]
        for target in model["targets"]
    }
    return folders, arrows_of((build / "all.dot").read_text())


def arrows_of(dot):
    """(from, to) by names of targets; and every target alone, as (name, None)."""
    names = dict(re.findall(r'"(node\d+)" \[ label = "([^"\\]+)', dot))
    found = [(names[a], names[b]) for a, b in re.findall(r'"(node\d+)" -> "(node\d+)"', dot)]
    return found + [(name, None) for name in names.values()]


def drawn_as(name):
    """Fuzz targets are many and alike: one box. What all names begin with says nothing."""
    return "fuzz_*" if name.startswith("fuzz_") else name.removeprefix("heddle_")


def reduced(arrows):
    """Without what follows from others: a -> c where there are a -> b and b -> c. No circles: CMake
    allows them among static libraries, the rules do not."""
    targets = collections.defaultdict(set)
    for a, b in arrows:
        targets[a].add(b)

    def reaches(start, goal):
        return any(b == goal or reaches(b, goal) for b in targets[start])

    return {
        (a, b) for a, b in arrows if not any(reaches(c, b) for c in list(targets[a]) if c != b)
    }


def dot_text(folders, arrows):
    boxes = collections.defaultdict(set)
    for name, _ in arrows:
        boxes[folders[name].split("/")[0]].add(drawn_as(name))
    between = reduced({(drawn_as(a), drawn_as(b)) for a, b in arrows if b is not None})
    lines = [
        "// Written by tests/docs/layers_test.py: what each library and program of the tree is linked to.",
        "digraph layers {",
        '  graph [rankdir=BT, fontname="DejaVu Sans", fontsize=12, labeljust=l, ranksep=0.45];',
        '  node [shape=box, fontname="DejaVu Sans", fontsize=12, style=filled, fillcolor="#ffffff"];',
    ]
    for folder in sorted(boxes):
        lines.append(f'  subgraph "cluster_{folder}" {{')
        lines.append(f'    graph [label="{folder}/", style=filled, color="#e8eef4"];')
        lines += [f'    "{name}";' for name in sorted(boxes[folder])]
        lines.append("  }")
    lines += [f'  "{a}" -> "{b}";' for a, b in sorted(between)]
    return "\n".join(lines + ["}", ""])


def is_drawing_of(svg, dot):
    """Whether the picture has the boxes and the arrows of the text."""
    titles = {html.unescape(title) for title in re.findall(r"<title>([^<]*)</title>", svg)}
    wanted = set(re.findall(r'^    "([^"]+)";', dot, re.M)) | set(
        f"{a}->{b}" for a, b in re.findall(r'^  "([^"]+)" -> "([^"]+)";', dot, re.M)
    )
    return {title for title in titles if not title.startswith("cluster_")} - {"layers"} == wanted


class Layers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="heddle-layers-") as build:
            cls.folders, cls.arrows = configured(pathlib.Path(build))
        cls.dot = dot_text(cls.folders, cls.arrows)
        if os.environ.get("HEDDLE_UPDATE") == "1":
            TEXT.write_text(cls.dot)
            svg = subprocess.run([DOT, "-Tsvg"], input=cls.dot, capture_output=True, text=True, check=True)
            # Not which Graphviz drew it.
            PICTURE.write_text(re.sub(r"<!-- Generated by .*?-->\n", "", svg.stdout, flags=re.S))

    def test_the_picture_is_up_to_date(self):
        self.assertEqual(TEXT.read_text(), self.dot, "HEDDLE_UPDATE=1 draws it anew")
        self.assertTrue(is_drawing_of(PICTURE.read_text(), self.dot), "HEDDLE_UPDATE=1 draws it anew")

    def test_the_page_shows_it_and_names_what_is_in_it(self):
        page = PAGE.read_text()
        self.assertIn("images/layers.svg", page)
        section = page.split("## The layers")[1].split("\n## ")[0]
        for name in {drawn_as(name) for name, _ in self.arrows}:
            self.assertRegex(section, rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        for folder in rules.ARROWS:
            self.assertIn(f"\n{folder}/", section)
        inner = " < ".join(f"`{folder}`" for folder in rules.INNER)
        self.assertIn(inner, re.sub(r" \([^)]*\)", "", section))

    def test_arrows_between_folders_are_those_of_the_rules(self):
        for a, b in self.arrows:
            if b is not None:
                above, below = (self.folders[name].split("/")[0] for name in (a, b))
                allowed = {place.split("/")[0] for place in rules.ARROWS[above]}
                self.assertIn(below, allowed, f"{a} -> {b}")

    def test_changes_are_noticed(self):
        more = self.arrows + [("heddle_viewer_core", "heddle_catalogue")]
        self.assertNotEqual(dot_text(self.folders, more), self.dot)
        self.assertFalse(is_drawing_of(PICTURE.read_text(), dot_text(self.folders, more)))
        self.assertEqual(reduced({("a", "b"), ("b", "c"), ("a", "c")}), {("a", "b"), ("b", "c")})
        given = '"node0" [ label = "a\\n(x::a)", shape = octagon ];\n"node1" [ label = "b", shape = egg ];\n'
        self.assertEqual(
            arrows_of(given + '"node1" -> "node0" [ style = dotted ] // b -> a\n'),
            [("b", "a"), ("a", None), ("b", None)],
        )


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
