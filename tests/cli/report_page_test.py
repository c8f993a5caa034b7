"""The report page in a browser: what it shows, with and without scripts, in the light, in the dark
and on a narrow screen."""

import html
import html.parser
import re
import struct
import sys
import tempfile
import zlib

from command_line import *

TREE = os.path.abspath(sys.argv[3])
BROWSER = os.path.abspath(sys.argv[4])

# Measures pages in frames, from outside. In such a frame no script can run.
WRAPPER = """<!DOCTYPE html><body><script>
const asked = ASKED, sizes = [];
for (const [name, width] of asked) {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-same-origin";
  frame.style = `width: ${width}px; height: 800px; border: 0`;
  frame.onload = () => {
    const root = frame.contentDocument.documentElement, text = root.outerHTML;
    for (const fold of frame.contentDocument.querySelectorAll("details")) fold.open = true;
    sizes.push({name, width, wide: root.scrollWidth, high: root.scrollHeight, text});
    if (sizes.length == asked.length) document.body.innerText = "SIZES" + JSON.stringify(sizes) + "END";
  };
  frame.src = name;
  document.body.append(frame);
}
</script></body>"""


class Page(html.parser.HTMLParser):
    """The elements of a document with their classes, and the text below each heading."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.headings, self.parts = [], [], {}
        self.open_heading = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.open_heading = tag in ("h1", "h2", "h3")

    def handle_data(self, data):
        if self.open_heading:
            self.headings.append(data)
            self.open_heading = False
        elif self.headings:
            self.parts[self.headings[-1]] = self.parts.get(self.headings[-1], "") + data

    def having(self, tag, of_class):
        return [a for t, a in self.elements if t == tag and of_class in a.get("class", "").split()]


def pixels_of(path):
    """Width, height and the rows of a PNG of 8 bits a colour."""
    with open(path, "rb") as file:
        data = file.read()
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IHDR":
            width, height, depth, colours = struct.unpack(">IIBB", data[at + 8 : at + 18])
            assert depth == 8 and colours in (2, 6), (depth, colours)
        if kind == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += 12 + size
    step = 3 if colours == 2 else 4
    raw, rows, above = zlib.decompress(packed), [], bytearray(width * step)
    for begin in range(0, len(raw), width * step + 1):
        row = bytearray(raw[begin + 1 : begin + 1 + width * step])
        unfilter(raw[begin], row, above, step)
        rows.append([tuple(row[i : i + 3]) for i in range(0, len(row), step)])
        above = row
    return width, height, rows


def unfilter(kind, row, above, step):
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        if kind == 4:
            guess = left + above[i] - corner
            row[i] = (row[i] + min((left, above[i], corner), key=lambda near: abs(guess - near))) & 255
        elif kind != 0:
            row[i] = (row[i] + {1: left, 2: above[i], 3: (left + above[i]) // 2}[kind]) & 255


class ReportPage(CommandLineTest):
    frames = []

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory(prefix="heddle-page-")
        cls.addClassCleanup(cls.shared.cleanup)
        cls.make("explore", "races/published_too_early", "deadlocks/crossed_locks", "leaks/lost_result")
        cls.make("explore", "hostile*", program=ODD)
        cls.make("run", "endless", "-o", "long.htrace", program=ODD)
        cls.report("three.html", "races.published_too_early.data-race.htrace",
                   "deadlocks.crossed_locks.deadlock.htrace", "leaks.lost_result.leak.htrace")
        hostile = next(n for n in os.listdir(cls.shared.name) if "hostile" in n)
        cls.report("odd.html", hostile, "long.htrace")

    @classmethod
    def make(cls, *arguments, program=HEDDLE):
        more = ["--out", "."] if arguments[0] == "explore" else []
        done = subprocess.run([program, *arguments, "--seed", "1", *more], cwd=cls.shared.name,
                              capture_output=True, timeout=60)
        assert done.returncode == 1, done.stderr

    @classmethod
    def report(cls, page, *traces):
        # From the tree: the catalogue's traces name its files from there.
        traces = [os.path.join(cls.shared.name, trace) for trace in traces]
        subprocess.run([HEDDLE, "report", *traces, "-o", os.path.join(cls.shared.name, page)],
                       cwd=TREE, check=True, timeout=60)

    def page(self, name):
        return os.path.join(self.shared.name, name)

    def browse(self, name, *options):
        """Chromium without a network; its standard output."""
        done = subprocess.run(
            [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-background-networking", "--disable-component-update", "--no-first-run",
             "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
             f"--user-data-dir={self.path('profile')}", *options, f"file://{self.page(name)}"],
            env={**os.environ, "HOME": self.folder.name}, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode("utf-8")

    def framed(self):
        """Both pages in narrow and wide frames: how large they are and what is in them."""
        if not self.frames:
            asked = [[name, width] for name in ["three.html", "odd.html"] for width in [400, 1200]]
            with open(self.page("wrapper.html"), "w", encoding="utf-8") as file:
                file.write(WRAPPER.replace("ASKED", json.dumps(asked)))
            dom = self.browse("wrapper.html", "--allow-file-access-from-files", "--dump-dom",
                              "--virtual-time-budget=5000")
            found = re.search("SIZES(.*)END", dom, re.S)
            self.assertIsNotNone(found, dom[-500:])
            self.frames.extend(json.loads(html.unescape(found[1])))
            self.assertEqual(len(self.frames), len(asked))
        return self.frames

    def test_what_it_shows_with_and_without_scripts(self):
        with_scripts = self.browse("three.html", "--dump-dom")
        without = next(f["text"] for f in self.framed() if f["name"] == "three.html")
        self.assertEqual(with_scripts.strip(), "<!DOCTYPE html>\n" + without)
        page = Page(without)
        self.assertEqual(page.headings[0], "Heddle: 3 findings")
        wanted = ["Timeline", "Interleaving", "What happened before what", "Source", "Report"]
        for name in ["races/published_too_early", "deadlocks/crossed_locks", "leaks/lost_result"]:
            at = page.headings.index(name)
            self.assertEqual(page.headings[at + 1 : at + 1 + len(wanted)], wanted)
            self.assertIn("heddle replay ", page.parts[name])
            self.assertGreater(len(page.parts[name].split("The same run again")[0]), 150, "the story")
        for kind in ["timeline", "drawing", "source", "scroll"]:
            self.assertGreaterEqual(len(page.having("div", kind)), 3, kind)
        self.assertGreaterEqual(len(page.having("tr", "marked")), 6)
        self.assertEqual(len(page.having("path", "missing")), 1)
        self.assertEqual(len(page.having("rect", "hold")), 4)
        self.assertGreaterEqual(len(page.having("rect", "for-ever")), 4)
        # Two race, three are stuck, one is left behind; the list of all events marks them again.
        self.assertEqual(len(page.having("g", "guilty")), 6)
        self.assertGreaterEqual(len(page.having("td", "guilty")), 6)
        for line in ["c->labels.write(7)", "Lock by_name(names);", "result.send("]:
            self.assertIn(line, page.parts["Source"])

    def test_nothing_is_loaded_and_nothing_is_named_twice(self):
        for name in ["three.html", "odd.html"]:
            with open(self.page(name), encoding="utf-8") as file:
                text = file.read()
            self.assertNotRegex(text, r"<script|<link|<iframe|<img|<object|\bsrc=|url\((?!#)|@import")
            page = Page(text)
            for tag, attributes in page.elements:
                for attribute, value in attributes.items():
                    self.assertFalse(attribute.startswith("on"), (tag, attributes))
                    if attribute.endswith("href"):
                        self.assertRegex(value, r"^#f\d+$")
            self.assertIn("default-src 'none'", text)
            names = [a["id"] for _, a in page.elements if "id" in a]
            self.assertEqual(len(names), len(set(names)))
            targets = {a["href"][1:] for t, a in page.elements if t == "a"}
            self.assertLessEqual(targets, set(names))

    def test_nothing_is_wider_than_the_screen(self):
        for size in self.framed():
            self.assertEqual(size["wide"], size["width"], size)
            self.assertGreater(size["high"], 2000, size)

    def test_it_looks_like_something(self):
        for preference, shade in [(1, "light"), (0, "dark")]:
            picture = self.path(f"{shade}.png")
            self.browse("three.html", f"--screenshot={picture}", "--window-size=500,600",
                        f"--blink-settings=preferredColorScheme={preference}")
            width, height, rows = pixels_of(picture)
            self.assertEqual((width, height), (500, 600))
            count = {}
            for row in rows:
                for pixel in row:
                    count[pixel] = count.get(pixel, 0) + 1
            paper = max(count, key=count.get)
            self.assertEqual(paper, rows[0][0])
            self.assertTrue(min(paper) > 200 if shade == "light" else max(paper) < 60, paper)
            self.assertGreater(len(count), 50, "nothing is drawn")
            written = sum(n for pixel, n in count.items() if sum(abs(a - b) for a, b in zip(pixel, paper)) > 200)
            self.assertGreater(written, width * height // 100, "nothing is written")
            # The marks of what is wrong.
            self.assertTrue(any(red > 180 and green < 150 and blue < 150 for red, green, blue in count))

    def test_a_source_that_is_gone_is_said(self):
        self.assertEqual(self.heddle("report", self.page("leaks.lost_result.leak.htrace"), "-o", "x.html").status, 0)
        with open(self.path("x.html"), encoding="utf-8") as file:
            text = file.read()
        self.assertRegex(text, r"lost_result.cpp</code> was not found")


if __name__ == "__main__":
    main()
