#!/usr/bin/env python3
"""The graph in docs/exports.md is the one that Heddle draws today.

graph_picture_test.py HEDDLE    with HEDDLE_UPDATE=1 the picture is drawn anew (needs dot)

Pictures differ between versions of Graphviz, so the words in them are compared.
"""

import html
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEDDLE = sys.argv[1]
SCENARIO = "races/published_too_early"
PICTURE = ROOT / "docs" / "images" / "published_too_early.svg"


def words_of_graph(dot):
    """The lines of all labels of a graph as text."""
    lines = set()
    for label in re.findall(r'label="((?:[^"\\]|\\.)*)"', dot):
        lines.update(re.split(r"\\[nlr]", label))
    return {line.replace('\\"', '"') for line in lines if line.strip()}


def words_of_picture(svg):
    return {html.unescape(text).replace("\xa0", " ") for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)}


class GraphPicture(unittest.TestCase):
    def test_it_shows_what_is_drawn_today(self):
        with tempfile.TemporaryDirectory(prefix="heddle-graph-") as folder:
            # What a random walk does is the same with every compiler.
            self.heddle(folder, 1, "explore", SCENARIO, "--strategy", "random", "--seed", "1", "--out", ".")
            traces = list(pathlib.Path(folder).glob("*.htrace"))
            self.assertEqual(len(traces), 1, traces)
            dot = self.heddle(folder, 0, "graph", traces[0].name, "-o", "-")
            if os.environ.get("HEDDLE_UPDATE"):
                self.heddle(folder, 0, "graph", traces[0].name, "-o", PICTURE)
        self.assertGreater(len(words_of_graph(dot)), 10)
        self.assertEqual(
            {" ".join(line.split()) for line in words_of_graph(dot)},
            {" ".join(line.split()) for line in words_of_picture(PICTURE.read_text())},
            "HEDDLE_UPDATE=1 draws docs/images/published_too_early.svg anew",
        )

    def heddle(self, folder, status, *words):
        run = subprocess.run([HEDDLE, *words], cwd=folder, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, status, run.stdout + run.stderr)
        return run.stdout


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
