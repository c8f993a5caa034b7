#!/usr/bin/env python3
"""Rules about the source tree that no compiler checks, each a function from a tree to complaints.

    rules.py            checks all rules
    rules.py NAME...    checks these

Exceptions stand in allowed.txt, one a line with its reason. self_test.py shows that each rule
notices what it is there for.
"""

import pathlib
import posixpath
import re
import sys

import checkout
import functions

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINES_MAX = 500
FUNCTION_LINES_MAX = 75


class Tree:
    """The text files of a source tree: path (with slashes, from the root) -> text."""

    def __init__(self, files, allowed=""):
        self.files = files
        self.allowed = []
        for number, line in enumerate(allowed.splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                fields = [field.strip() for field in line.split("|")]
                if len(fields) != 3 or not all(fields):
                    raise ValueError(f"allowed.txt:{number}: not 'file | word | reason'")
                self.allowed.append(fields)
        self.used = set()

    def sources(self, *folders):
        for path, text in self.files.items():
            if path.endswith((".cpp", ".h")) and path.startswith(folders or ""):
                yield path, text

    def allows(self, path, word):
        """Whether allowed.txt lets this word stand in this file."""
        for index, (file, allowed_word, _) in enumerate(self.allowed):
            if file == path and allowed_word == word:
                self.used.add(index)
                return True
        return False


def read_tree():
    """What each file of the tree holds, by name."""
    files = {}
    for path in checkout.names():
        file = ROOT / path
        if file.is_file():
            try:
                files[path] = file.read_text()
            except UnicodeDecodeError:
                files[path] = ""  # no text, but its name counts
    return Tree(files, files.get("tests/rules/allowed.txt", ""))


def code_lines(text):
    """(line number, line) with comments and the insides of strings taken out."""

    def blank(match):
        found = match.group(0)
        if found.startswith("/"):
            return re.sub(r"[^\n]", " ", found)
        return found[0] + found[-1]

    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
    # The name of an included file is no string.
    kept = []
    for part in re.split(r"(?m)(^\s*#\s*include.*$)", text):
        kept.append(part if part.lstrip().startswith("#") else re.sub(pattern, blank, part, flags=re.S))
    return enumerate("".join(kept).splitlines(), 1)


# --- the rules ------------------------------------------------------------------------------------

# folder -> what it may include of ours; "harness/include" is only the public part of harness
ARROWS = {
    "docs": ("harness/include",),
    "tracer": ("tracer",),
    "harness": ("harness", "tracer/include"),
    "scenarios": ("scenarios", "harness/include"),
    "viewer": ("viewer", "tracer/include"),
    "fuzz": ("fuzz", "harness", "scenarios", "tracer"),
    "tests": ("tests", "harness", "scenarios", "tracer", "viewer", "fuzz"),
}
# Inside harness/src, from the bottom up: a folder includes itself and those before it.
INNER = ("engine", "instrument", "detect", "go", "strategy", "report", "search", "cli")
# headers of others -> the folders that may include them
FOREIGN = {
    r"Q[A-Z]|Qt": ("viewer", "tests"),
    r"(gtest|gmock|benchmark)/": ("tests", "docs/tutorial"),
    r"boost/": ("harness/src/engine/fiber", "tests"),
    r"CLI/": ("harness/src/cli",),
    r"elfutils/": ("harness",),
    r"nlohmann/": ("harness", "tests", "viewer", "tracer/src"),
    r"zstd": ("tracer", "tests", "fuzz"),
}


def included(tree, path):
    """(line number, what is written, the file of ours it names or None)"""
    folder = path.split("/")[0]
    for number, line in code_lines(tree.files[path]):
        match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
        if not match:
            continue
        name = match.group(2)
        places = [f"{path.rsplit('/', 1)[0]}/", f"{folder}/src/", f"{folder}/"]
        places += [f"{owner}/{part}" for owner in ARROWS for part in ("include/", "src/", "")]
        files = (posixpath.normpath(place + name) for place in places)
        yield number, name, next((file for file in files if file in tree.files), None)


def arrows(tree):
    """Which folder may include which (docs/architecture.md)."""
    for path, _ in tree.sources():
        folder = path.split("/")[0]
        for number, name, target in included(tree, path):
            if target is None:
                for pattern, owners in FOREIGN.items():
                    if re.match(pattern, name) and not path.startswith(owners):
                        yield f"{path}:{number}: only {' and '.join(owners)} may include {name}"
                if name.startswith("heddle/"):
                    yield f"{path}:{number}: there is no {name}"
                continue
            if not target.startswith(tuple(f"{place}/" for place in ARROWS.get(folder, ()))):
                yield f"{path}:{number}: {folder} may not include {target}"
            layers = [re.match(r"harness/src/(\w+)/", file) for file in (path, target)]
            if all(layers):
                above, below = (layer.group(1) for layer in layers)
                unknown = {above, below} - set(INNER)
                if unknown:
                    yield f"{path}:{number}: harness/src/{unknown.pop()} has no place among the layers"
                elif INNER.index(above) < INNER.index(below):
                    yield f"{path}:{number}: harness/src/{above} may not include {target}"


# What must not take part in a decision: it differs between runs, machines or standard libraries.
BANNED = {
    "<random>": r"#\s*include\s*<random>",
    "std::random_device": r"\brandom_device\b",
    "std::mt19937": r"\b(mt19937(_64)?|minstd_rand0?|default_random_engine)\b",
    "distribution": r"\b\w+_distribution\b",
    "std::shuffle": r"\b(shuffle|random_shuffle)\s*\(",
    "rand": r"\b(rand|srand|random|drand48)\s*\(",
    "std::hash": r"\bstd::hash\b",
    "unordered": r"\bunordered_(multi)?(map|set)\b",
    "pointer order": r"\bstd::(map|set|less|priority_queue)\s*<\s*(const\s+)?[\w:]+(\s+const)?\s*\*",
    "system_clock": r"\b(system_clock|high_resolution_clock|gettimeofday|utc_clock)\b",
    "steady_clock": r"\b(steady_clock|clock_gettime)\b",
    "time": r"\b(std::)?(time|clock)\s*\(\s*(nullptr|NULL|0)?\s*\)(?!\s*(const|noexcept|\{))",
    "std::thread": r"\bstd::(thread|jthread|async|mutex|condition_variable)\b|\bpthread_create\b",
}


def banned(tree):
    """Sources of nondeterminism in what decides."""
    for path, text in tree.sources("harness/", "tracer/"):
        words = dict(BANNED)
        if path.startswith(("harness/src/engine/", "harness/src/strategy/")):
            words["floating point"] = r"\b(double|float)\b"
        for number, line in code_lines(text):
            for word, pattern in words.items():
                if re.search(pattern, line) and not tree.allows(path, word):
                    yield f"{path}:{number}: {word} is banned here: {line.strip()}"


# Names of std:: that are no templates and bring no code that instrumented copies could replace.
PLAIN_STD = r"u?int\d+_t|u?intptr_t|size_t|ptrdiff_t|byte|nullptr_t|max_align_t|mem\w+|str\w+|abort"


def own_containers(tree):
    """No std:: template where the harness would see itself (instrumented copies may be linked)."""
    for path, text in tree.sources("harness/src/instrument/", "harness/src/detect/"):
        for number, line in code_lines(text):
            for name in re.findall(r"\bstd::(\w+)", line):
                if re.fullmatch(PLAIN_STD, name) or tree.allows(path, "std::"):
                    continue
                if not tree.allows(path, f"std::{name}"):
                    yield f"{path}:{number}: std::{name} may come from an instrumented copy"


def length(tree):
    """A file holds one concept."""
    for path, text in tree.files.items():
        lines = text.count("\n")
        if path.endswith((".cpp", ".h", ".py", ".S", ".cmake", "/CMakeLists.txt")):
            if lines > LINES_MAX and not tree.allows(path, "length"):
                yield f"{path}: {lines} lines, more than {LINES_MAX}"


def function_length(tree):
    """A function is seen as a whole: on one screen, or nearly."""
    for path, text in tree.files.items():
        find = {".cpp": functions.of_cpp, ".h": functions.of_cpp, ".py": functions.of_python}.get(
            posixpath.splitext(path)[1]
        )
        if find is None:
            continue
        try:
            for first, lines in find(text):
                if lines > FUNCTION_LINES_MAX and not tree.allows(path, "function length"):
                    yield f"{path}:{first}: a function of {lines} lines, more than {FUNCTION_LINES_MAX}"
        except (ValueError, SyntaxError) as error:
            yield f"{path}: where its functions end is not clear: {error}"


def listed(tree):
    """Every source is in a list of CMake's: a test that is not built is no test."""
    for path, _ in tree.sources():
        if path.endswith(".h") and "/include/" not in path:
            continue
        if path.startswith(("tests/compile_fail/self/", "tests/install/")):
            continue
        folder = path.rsplit("/", 1)[0]
        while folder and f"{folder}/CMakeLists.txt" not in tree.files:
            folder = folder.rpartition("/")[0]
        name = path[len(folder) + 1 :] if folder else path
        lists = tree.files.get(f"{folder}/CMakeLists.txt" if folder else "CMakeLists.txt", "")
        lists = "\n".join(line.split("#")[0] for line in lists.splitlines())
        if not re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w.-])", lists):
            yield f"{path}: not listed in {folder}/CMakeLists.txt"


def orphans(tree):
    """Every file is used by another: a header is included, a script run, a picture shown, a page linked.

    (Sources are `listed`.)
    """
    included_files = set()
    for path, _ in tree.sources():
        included_files |= {target for _, _, target in included(tree, path) if target != path}
    lists = "\n".join(
        text for path, text in tree.files.items() if path.endswith((".cmake", "CMakeLists.txt"))
    )
    pages = {path: text for path, text in tree.files.items() if path.endswith(".md")}
    drivers = {
        path: text
        for path, text in tree.files.items()
        if path.endswith(("CMakeLists.txt", ".cmake", ".in", ".py", ".sh", ".yml", "Dockerfile"))
        or path in ("dev", ".ci/run")
    }

    def named(what, texts, by_whom):
        return any(re.search(rf"(?<![\w-]){what}", texts[path]) for path in texts if by_whom(path))

    for path in tree.files:
        folder, _, name = path.rpartition("/")
        stem, _, ending = name.rpartition(".")
        if ending == "h" and "/include/" not in path:
            if path not in included_files and name not in lists:
                yield f"{path}: nobody includes it"
        elif ending in ("py", "sh"):
            # A list of tests may leave out what all their names have in common.
            words = rf"({re.escape(name)}|{re.escape(stem)}\b|{re.escape(stem.removesuffix('_test'))}\b)"
            if not named(
                words,
                drivers,
                lambda other: other != path
                and (other.startswith(folder) or other in ("dev", ".ci/run")),
            ):
                yield f"{path}: nobody runs or imports it"
        elif path.startswith("docs/") and ending in ("md", "svg", "png"):
            links = rf"{re.escape(name)}[)#]"
            if not named(links, pages, lambda other: other != path):
                yield f"{path}: no page leads to it"


# Written in two halves, so that this file does not break its own rule.
PUT_OFF = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))


def put_off(tree):
    """What is put off has its reason in allowed.txt."""
    for path, text in tree.files.items():
        if path.startswith("fuzz/corpus/"):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for word in re.findall(rf"\b({PUT_OFF})\b", line):
                if not tree.allows(path, word):
                    yield f"{path}:{number}: {word} without a reason in allowed.txt: {line.strip()}"


SCENARIO_LINES_MAX = 100


def catalogue(tree):
    """A scenario is named after its file, in its namespace and for its users, and is short."""
    for path, text in tree.sources("scenarios/"):
        if not re.fullmatch(r"scenarios/\w+/\w+[.]cpp", path):
            continue
        name = path.removeprefix("scenarios/").removesuffix(".cpp")
        space = "heddle::scenarios::" + name.replace("/", "::")
        if f"\nnamespace {space} {{\n" not in text:
            yield f"{path}: is not in namespace {space}"
        if f'.name = "{name}",' not in text:
            yield f"{path}: its scenario is not named {name}"
        if text.count("\n") > SCENARIO_LINES_MAX:
            yield f"{path}: more than {SCENARIO_LINES_MAX} lines"


MACHINE_PATHS = ["/" + folder + "/" for folder in ("work", "root", "tmp", "home")]


def machine_paths(tree):
    """Nothing depends on where it was written."""
    for path, text in tree.files.items():
        for number, line in enumerate(text.splitlines(), 1):
            for word in MACHINE_PATHS:
                if re.search(rf"(?<![\w.}}]){word}", line) and not tree.allows(path, word):
                    yield f"{path}:{number}: names {word}: {line.strip()}"


TOP = """CMakeLists.txt CMakePresets.json LICENSE README.md dev docs fuzz harness scenarios tests tracer
    viewer""".split()


def layout(tree):
    """The top level is fixed, and no file is a drawer for everything."""
    for path in tree.files:
        if path.split("/")[0] not in TOP and not path.startswith("."):
            yield f"{path}: does not belong to the top level"
        if re.search(r"(^|[/_])(utils?|common|helpers?|managers?|misc)([/_.]|$)", path):
            yield f"{path}: a name that says nothing"


def headers(tree):
    """Public headers define no macros; every header can be included twice."""
    for path, text in tree.sources():
        if path.endswith(".h"):
            if "#pragma once" not in text:
                yield f"{path}: no #pragma once"
            for number, line in code_lines(text):
                if "/include/" in path and re.match(r"\s*#\s*define", line):
                    yield f"{path}:{number}: a macro in a public header"


def own_folders(tree):
    """Tests run side by side: what they write, they write into a folder of their own."""
    for path, text in tree.sources("tests/"):
        for number, line in code_lines(text):
            if path != "tests/own_folder.h" and re.search(r"\btemp_directory_path\b|\bTempDir\b", line):
                yield f"{path}:{number}: OwnFolder gives a folder of its own: {line.strip()}"


def allowances(tree):
    """Every exception is still one."""
    for rule in RULES[:-1]:
        list(rule(tree))
    for index, (path, word, _) in enumerate(tree.allowed):
        if index not in tree.used:
            yield f"tests/rules/allowed.txt: '{path} | {word}' allows nothing any more"


RULES = [
    arrows, banned, own_containers, length, function_length, listed, orphans, put_off, catalogue,
    machine_paths, layout, headers, own_folders, allowances,
]  # fmt: skip


def main(names):
    known = {rule.__name__: rule for rule in RULES}
    unknown = set(names) - set(known)
    if unknown:
        sys.exit(f"no rule {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    tree = read_tree()
    complaints = [text for name in names or known for text in known[name](tree)]
    print("\n".join(complaints) or f"{len(tree.files)} files, no complaints")
    return 1 if complaints or not tree.files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
