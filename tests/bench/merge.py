"""Makes one JSON document of those that several benchmark programs have written.

    merge.py FILE...        prints it: the first one's context, and the benchmarks of all

A program none of whose benchmarks was asked for has written nothing.
"""

import json
import pathlib
import sys


def main():
    texts = [pathlib.Path(path).read_text(encoding="utf-8") for path in sys.argv[1:]]
    documents = [json.loads(text) for text in texts if text.strip()]
    if not documents:
        sys.exit("merge.py: no benchmark was run")
    benchmarks = [one for document in documents for one in document["benchmarks"]]
    json.dump({"context": documents[0]["context"], "benchmarks": benchmarks}, sys.stdout, indent=1)
    print()


main()
