"""Where functions begin and how long they are, in C++ and Python.

For C++ this is no parser: it follows braces. A brace opens a function when what stands before it,
since the last `;`, `{` or `}`, ends like the head of a function or of a lambda and no function is open
already. Namespaces and classes are looked into; what is inside a function, lambdas too, belongs to it.
"""

import ast
import re

SCOPE = re.compile(r"^[^(]*\b(namespace|extern)\b[^(]*$", re.S)
# A class may have attributes with parentheses before its name, and no brackets of a call behind it.
CLASS = re.compile(r"\b(class|struct|union|enum)\b(?![^{]*\)\s*[\w\s]*$)")
# What may stand between the parameters and the body: const, noexcept, -> T, a requires clause.
FUNCTION = re.compile(r"\)[\w\s:&*<>,\->\[\]|!]*$")
INITIALISER = re.compile(r"\)\s*(noexcept\s*)?:(?!:)\s*\w(?:[^;]*[,\s])?[\w:<>, ]*\w\{$", re.S)
INITIALISERS = re.compile(r"\)\s*(noexcept\s*)?:\s*\w.*[)}]\s*$", re.S)
LAMBDA = re.compile(r"\[[^\]]*\]\s*(mutable|noexcept)?\s*$")


def blanked(text):
    """The code with comments, strings and preprocessor lines as blanks; no line moves."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    strings = r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\''
    text = re.sub(strings, blank, text, flags=re.S)
    return re.sub(r"(?m)^[ \t]*#(?:[^\n]*\\\n)*[^\n]*$", blank, text)


def opens(head):
    """Whether a brace behind these words opens a function's body."""
    if SCOPE.search(head) or (CLASS.search(head) and not INITIALISERS.search(head)):
        return False
    if re.search(r"=\s*$", head):
        return False
    return bool(FUNCTION.search(head) or INITIALISERS.search(head) or LAMBDA.search(head))


def of_cpp(text):
    """(first line, lines) of each function that is not inside of another. ValueError when it has lost
    its way."""
    open_braces = []  # the first line of a function's head; None for another brace
    inside_head = 0  # braces of a constructor's initialisers that are open
    head, first, line = "", None, 1
    for sign in blanked(text):
        if sign == "\n":
            line += 1
        if first is None and not sign.isspace():
            first = line
        head += sign
        if inside_head or (sign == "{" and INITIALISER.search(head)):
            inside_head += (sign == "{") - (sign == "}")
            continue
        if sign == "{":
            begins = not any(open_braces) and opens(head[:-1].strip())
            open_braces.append(first if begins else None)
        elif sign == "}":
            if not open_braces:
                raise ValueError(f"line {line}: a brace closes that was never opened")
            began = open_braces.pop()
            if began:
                yield began, line - began + 1
        if sign in "{};":
            head, first = "", None
    if open_braces or inside_head:
        raise ValueError("a brace is never closed")


def of_python(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1
