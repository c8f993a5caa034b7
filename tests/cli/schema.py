"""As much of JSON Schema (draft 7) as our own schemas use; anything else in one is an error."""

import re

KNOWN = {
    "$comment", "$schema", "$id", "title", "description", "definitions", "$ref", "type", "required", "properties",
    "additionalProperties", "items", "minItems", "uniqueItems", "enum", "const", "minimum", "maximum", "pattern",
}

TYPES = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
}


def errors(value, schema, root=None, at="$"):
    """What is wrong with the value, a line each."""
    root = schema if root is None else root
    unknown = set(schema) - KNOWN
    if unknown:
        raise ValueError(f"the schema says {unknown}, which is not understood here")
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from errors(value, target, root, at)
        return
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(TYPES[name](value) for name in types):
        yield f"{at}: {value!r} is no {types}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not match {schema['pattern']}"
    for word, wrong in [("minimum", lambda v, b: v < b), ("maximum", lambda v, b: v > b)]:
        if word in schema and TYPES["number"](value) and wrong(value, schema[word]):
            yield f"{at}: {value} against {word} {schema[word]}"
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                yield f"{at}: '{name}' is missing"
        properties = schema.get("properties", {})
        other = schema.get("additionalProperties", True)
        for name, inner in value.items():
            if name in properties:
                yield from errors(inner, properties[name], root, f"{at}.{name}")
            elif other is False:
                yield f"{at}: '{name}' has no business here"
            elif isinstance(other, dict):
                yield from errors(inner, other, root, f"{at}.{name}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{at}: too few"
        if schema.get("uniqueItems") and any(value[i] in value[:i] for i in range(len(value))):
            yield f"{at}: twice the same"
        for i, inner in enumerate(value):
            if "items" in schema:
                yield from errors(inner, schema["items"], root, f"{at}[{i}]")
