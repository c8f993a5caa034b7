"""The links of all pages: files, pictures and headings that there are; every page can be found.

Links to elsewhere are looked at, not followed.
"""

import pathlib
import posixpath
import re
import unittest
import urllib.parse

import pages

INDEX = "docs/index.md"

LINK = re.compile(r"(?P<picture>!?)\[(?P<text>(?:[^][]|\[[^]]*\])*)\]\((?P<target>[^()\s]*)\)")
REFERENCE = re.compile(r"(?m)^ {0,3}\[[^]^]+\]: +(\S+)")
TAG = re.compile(r"<(?:a|img)\b[^>]*?\b(?:href|src|id|name)=\"([^\"]*)\"")


def prose(page):
    """The page without blocks and spans of code, in which brackets are no links."""
    page = pages.FENCED.sub("", page)
    page = re.sub(r"(?s)<!--.*?-->", "", page)
    return re.sub(r"(`+)(?:(?!\1).)+?\1", "", page, flags=re.DOTALL)


def links(page):
    text = prose(page)
    found = [match.group("target") for match in LINK.finditer(text)]
    # The text of a link may itself be a picture with a link.
    found += [inner.group("target") for match in LINK.finditer(text) for inner in LINK.finditer(match.group("text"))]
    found += REFERENCE.findall(text)
    found += [target for target in TAG.findall(text) if not re.fullmatch(r"[\w-]+", target)]
    return found


def anchor(heading):
    """What GitHub calls a heading: in small letters, without marks, with hyphens for spaces."""
    heading = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", heading)
    heading = heading.replace("`", "").replace("*", "").strip().lower()
    heading = re.sub(r"[^\w\- ]", "", heading)
    return heading.replace(" ", "-")


def anchors(page):
    page = pages.FENCED.sub("", page)
    seen = {}
    found = set(re.findall(r"<a\b[^>]*?\b(?:id|name)=\"([^\"]+)\"", page))
    for heading in re.findall(r"(?m)^ {0,3}#{1,6} +(.+?)(?: +#+)?$", page):
        name = anchor(heading)
        count = seen.get(name, 0)
        seen[name] = count + 1
        found.add(f"{name}-{count}" if count else name)
    return found


def complaint(texts, exists, name, target):
    """What is wrong with a link of the page `name`, or None. `exists(path)`: whether there is such a file."""
    parts = urllib.parse.urlsplit(target)
    if parts.scheme or parts.netloc:
        host = parts.hostname or ""
        good = parts.scheme == "https" and re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", host)
        return None if good else f"{name}: '{target}' is not a well-formed https address"
    if not parts.path and not parts.fragment:
        return f"{name}: an empty link"
    path = name
    if parts.path:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), urllib.parse.unquote(parts.path)))
        if path.startswith("../") or parts.path.startswith("/") or not exists(path):
            return f"{name}: there is no '{target}'"
    if parts.fragment and path in texts and parts.fragment not in anchors(texts[path]):
        return f"{name}: there is no heading '{target}'"
    if parts.fragment and path not in texts:
        return f"{name}: '{target}' is no page with headings"
    return None


def reachable(texts, first):
    """The pages that links lead to from the first, itself included."""
    found, waiting = {first}, [first]
    while waiting:
        name = waiting.pop()
        for target in links(texts[name]):
            parts = urllib.parse.urlsplit(target)
            if parts.scheme or not parts.path:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), urllib.parse.unquote(parts.path)))
            if path in texts and path not in found:
                found.add(path)
                waiting.append(path)
    return found


class Self(unittest.TestCase):
    """The test notices what it is there for."""

    TEXTS = {"a.md": "# A b, `c`!\n## x\n## x\n", "docs/b.md": "[a](../a.md) ![p](p.png)"}

    def complaint(self, target, name="docs/b.md"):
        files = {"a.md", "docs/b.md", "docs/p.png", "docs"}
        return complaint(self.TEXTS, files.__contains__, name, target)

    def test_what_is_good(self):
        for target in ["../a.md", "../a.md#a-b-c", "../a.md#x-1", "p.png", "https://example.org/x?y=z#w", "."]:
            self.assertIsNone(self.complaint(target), target)
        self.assertIsNone(self.complaint("#x", "a.md"))

    def test_what_is_not(self):
        for target in [
            "a.md", "../a.md#x-2", "../a.md#A", "../../a.md", "/a.md", "q.png", "", "p.png#x",
            "http://example.org", "https://", "https://nowhere", "mailto:x@example.org",
        ]:  # fmt: skip
            self.assertIsNotNone(self.complaint(target), target)

    def test_links_are_seen(self):
        page = "[a](1) ![b](2.png) [![c](3.png)](4) `[no](5)` x[y] <img src=\"6.png\">\n\n"
        page += "[d]: 7\n\n```\n[no](8)\n```\n"
        self.assertEqual(sorted(links(page)), ["1", "2.png", "3.png", "4", "6.png", "7"])

    def test_pages_are_followed(self):
        texts = {"a.md": "[b](d/b.md#x)", "d/b.md": "[a](../a.md)", "d/c.md": "[b](b.md)"}
        self.assertEqual(reachable(texts, "a.md"), {"a.md", "d/b.md"})


class Links(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.texts = {name: (pages.ROOT / name).read_text() for name in pages.tracked(".md")}

    def test_lead_somewhere(self):
        def exists(path):
            return (pages.ROOT / path).exists()

        count = 0
        complaints = []
        for name, text in self.texts.items():
            for target in links(text):
                count += 1
                complaints.append(complaint(self.texts, exists, name, target))
        self.assertEqual([text for text in complaints if text], [])
        print(f"{len(self.texts)} pages, {count} links")
        self.assertGreater(count, 100)

    def test_pictures_are_pictures(self):
        starts = {".png": b"\x89PNG\r\n", ".svg": b"<"}
        for name, text in self.texts.items():
            for match in LINK.finditer(prose(text)):
                target = match.group("target")
                if match.group("picture") and not target.startswith("https:"):
                    path = pages.ROOT / posixpath.dirname(name) / target
                    self.assertTrue(path.read_bytes().startswith(starts[pathlib.Path(target).suffix]), target)

    def test_every_page_can_be_found_from_the_index(self):
        documentation = {name for name in self.texts if name.startswith("docs/")}
        self.assertEqual(sorted(documentation - reachable(self.texts, INDEX)), [])

    def test_every_page_of_the_folder_stands_in_the_index(self):
        """Not only somewhere behind it: one line each. Decisions have an index of their own."""
        named = {
            posixpath.normpath(posixpath.join("docs", urllib.parse.urlsplit(target).path))
            for target in links(self.texts[INDEX])
        }
        for name in self.texts:
            if name.startswith("docs/") and name != INDEX and not re.match(r"docs/adr/\d", name):
                self.assertIn(name, named)

    def test_the_readme_leads_to_the_index(self):
        self.assertIn(INDEX, links(self.texts["README.md"]))


if __name__ == "__main__":
    unittest.main()
