#!/usr/bin/env python3
"""Doxygen's view of a public header: the comments that our headers have become documentation.

    comments.py HEADER     prints the header, line by line the same

Our headers are written to be read as they are, with plain `//` comments. Here

- a comment that stands right above a declaration is its documentation,
- a comment behind a declaration, on the same line, is too,
- the first comment of a file, with an empty line behind it, is about the file,
- any other comment with an empty line behind it is about nothing in particular and is left alone,
- namespaces called detail are left out, and so are functions without a comment that are defaulted or
  deleted: what they do is what they say.
"""

import re
import sys

FULL = re.compile(r"^(\s*)//(?!/)\s?(.*)$")
BEHIND = re.compile(r"^(\s*[^\s/].*?\S)(\s+)//(?!/) ?(.*)$")
DETAIL = re.compile(r"^namespace (\w+::)*detail \{$")
DETAIL_END = re.compile(r"^\}  // namespace (\w+::)*detail$")
BY_DEFAULT = re.compile(r"^\s.*\)[^;{}]*= (default|delete);\s*$")


def escaped(text):
    """What Doxygen would take for a command, a tag or a link, outside of `code` and of examples."""
    if text.startswith("    "):
        return text
    parts = re.split(r"(`[^`]*`)", text)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"([\\@<>&#$%])", r"\\\1", parts[i])
    return "".join(parts)


def seen(text):
    lines = text.split("\n")
    out = []
    in_detail = False
    first = True
    i = 0
    while i < len(lines):
        line = lines[i]
        if in_detail:
            # Nothing of it is shown, but every line keeps its number.
            in_detail = not DETAIL_END.match(line)
            out.append("")
        elif DETAIL.match(line):
            in_detail = True
            out.append("")
        elif FULL.match(line):
            end = i
            while end < len(lines) and FULL.match(lines[end]):
                end += 1
            block = [FULL.match(part).groups() for part in lines[i:end]]
            alone = end == len(lines) or not lines[end].strip() or lines[end].strip() == "}"
            about_file = alone and first
            if alone and not about_file:
                out += lines[i:end]
            else:
                out += [f"{indent}/// {escaped(words)}" for indent, words in block]
                if about_file:
                    out[-len(block)] = out[-len(block)].replace("///", "/// \\file\n///", 1)
            first = False
            i = end
            continue
        elif BY_DEFAULT.match(line) and not (out and out[-1].lstrip().startswith("///")):
            out.append("")
        elif match := BEHIND.match(line):
            code, space, words = match.groups()
            if code.startswith("}"):
                out.append(line)
            else:
                out.append(f"{code}{space}///< {escaped(words)}")
                column = len(code) + len(space)
                while i + 1 < len(lines) and lines[i + 1][:column].strip() == "":
                    more = FULL.match(lines[i + 1])
                    if not more or len(more.group(1)) != column:
                        break
                    i += 1
                    out.append(f"{more.group(1)}///< {escaped(more.group(2))}")
        else:
            out.append(line)
            first = first and not line.startswith("namespace")
        i += 1
    return "\n".join(out)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        sys.stdout.write(seen(file.read()))


if __name__ == "__main__":
    main()
