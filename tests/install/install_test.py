#!/usr/bin/env python3
"""Installs the build into an empty place and uses it from there as a user's project would."""

import argparse
import pathlib
import shutil
import subprocess
import sys

CONSUMER = pathlib.Path(__file__).resolve().parent / "consumer"


def run(*command, status=0, said=()):
    """Runs the command; it must end with this status (or one of these) and have said these words."""
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    missing = [word for word in said if word not in done.stdout]
    statuses = status if isinstance(status, tuple) else (status,)
    if done.returncode not in statuses or missing:
        print(done.stdout)
        sys.exit(
            f"{' '.join(map(str, command))}\nended with {done.returncode} (expected {status}); "
            f"not said: {missing}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cmake", required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("flags", nargs="*", help="for configuring the consumer")
    arguments = parser.parse_args()

    scratch = arguments.scratch.resolve()
    shutil.rmtree(scratch, ignore_errors=True)
    prefix, build = scratch / "prefix", scratch / "build"
    run(arguments.cmake, "--install", arguments.build, "--prefix", prefix)
    run(prefix / "bin/heddle", "list", said=["lost_result"])
    run(
        arguments.cmake, "-S", CONSUMER, "-B", build, "-G", "Ninja",
        f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Debug", *arguments.flags,
    )  # fmt: skip
    run(arguments.cmake, "--build", build)

    out = scratch / "out"
    run(build / "consumer", "list", said=["transfer", "opposite directions"])
    run(
        build / "consumer", "explore", "--seed", "1", "--runs", "1000", "--out", out,
        status=1, said=["deadlock", "transfer.cpp"],
    )  # fmt: skip
    traces = sorted(out.glob("*.htrace"))
    if not traces:
        sys.exit(f"explore saved no trace in {out}")
    run(build / "consumer", "replay", traces[0], status=1, said=["deadlock"])
    run(build / "consumer", "check")
    # There is one scenario: it need not be named.
    run(build / "consumer", "run", "--seed", "1", status=(0, 1), said=["transfer, strategy random"])
    corpus = scratch / "corpus"
    run(build / "consumer", "corpus", "import", traces[0], "-o", corpus)
    imported = sorted(corpus.iterdir())[0]
    run(build / "consumer", "replay", "--fuzz-input", imported, "transfer", status=1, said=["deadlock"])
    # Another program, instrumented: any bytes are a schedule. With libFuzzer (clang) a finding ends
    # with its status, without it with an abort.
    for seed in range(200):
        (corpus / f"seed{seed}").write_bytes(seed.to_bytes(2, "little") * 8)
    run(
        build / "fuzz_transfer", f"-artifact_prefix={scratch}/", *sorted(corpus.iterdir()),
        status=(77, -6), said=["deadlock", "--fuzz-input"],
    )  # fmt: skip
    run(build / "consumer_test", said=["[  PASSED  ] 2 tests."])
    run(build / "counter_test", said=["PASSED"])


if __name__ == "__main__":
    main()
