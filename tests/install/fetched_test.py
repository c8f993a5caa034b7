#!/usr/bin/env python3
"""A user's project that takes Heddle's source tree in by FetchContent: builds what it needs and
nothing else, finds a race, repeats it, fuzzes, and opens the trace in the viewer."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

from install_test import run

CONSUMER = pathlib.Path(__file__).resolve().parent / "fetched"


def built(arguments, tree, project, build):
    """Configures and builds, as cheaply as can be: the harness is compiled once more."""
    run(
        arguments.cmake, "-S", project, "-B", build, "-G", "Ninja", f"-DHEDDLE_TREE={tree}",
        "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g1", *arguments.flags,
    )  # fmt: skip
    run(arguments.cmake, "--build", build, "--parallel", arguments.jobs)


def check_what_was_made(arguments, build, prefix):
    """Of Heddle the libraries that are linked; installed is what is the project's own."""
    archives = {path.name for path in build.rglob("*.a")}
    wanted = {"libtally.a", "libheddle_harness.a", "libheddle_instrument.a", "libheddle_tracer.a"}
    assert archives == wanted, archives
    programs = {
        path.name for path in build.rglob("*")
        if path.is_file() and os.access(path, os.X_OK) and "CMakeFiles" not in path.parts
    }  # fmt: skip
    assert programs == {"fetched", "fuzz_tally"}, programs
    run(arguments.cmake, "--install", build, "--prefix", prefix)
    installed = [str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()]
    assert installed == ["bin/fetched"], installed


def find_and_repeat(build, out):
    fetched = build / "fetched"
    run(fetched, "list", said=["votes", "polling stations"])
    run(fetched, "check", said=["1 of 1 as expected"])
    run(fetched, "explore", "--seed", "1", "--out", out, status=1, said=["data-race", "tally.cpp:11"])
    trace = next(out.glob("*.htrace"))
    for _ in range(2):
        run(fetched, "replay", trace, status=1, said=["data-race", "tally.cpp:11"])
    page = out / "page.html"
    run(fetched, "report", trace, "-o", page)
    assert "++yes;" in page.read_text(), "no source in the report"
    return trace


def fuzz(build, scratch, trace):
    """From the trace that was found, and from bytes that mean nothing."""
    corpus = scratch / "corpus"
    run(build / "fetched", "corpus", "import", trace, "-o", corpus)
    imported = next(corpus.iterdir())
    run(build / "fetched", "replay", "--fuzz-input", imported, "votes", status=1, said=["data-race"])
    for seed in range(20):
        (corpus / f"seed{seed}").write_bytes(seed.to_bytes(2, "little") * 8)
    # With libFuzzer (clang) a finding ends with its status, without it with an abort.
    run(
        build / "fuzz_tally", f"-artifact_prefix={scratch}/", *sorted(corpus.iterdir()),
        status=(77, -6), said=["data-race", "--fuzz-input", f"the trace is in {scratch}/crash-"],
    )  # fmt: skip
    found = next(scratch.glob("crash-*.htrace"))
    run(build / "fetched", "replay", found, status=1, said=["data-race"])


def until(what, condition):
    latest = time.monotonic() + 60
    while not condition():
        if time.monotonic() > latest:
            sys.exit(f"not so after a minute: {what}")
        time.sleep(0.1)


def view(fetched, viewer, trace, scratch):
    """`fetched view` starts the viewer of the path, in an X server of its own."""
    if viewer is None or not shutil.which("Xvfb") or not shutil.which("xdotool"):
        print("NOT TESTED: the viewer, because it is not built or Xvfb or xdotool is not installed")
        return
    (scratch / "config").mkdir(mode=0o700)
    settings = {
        **os.environ,
        "PATH": f"{viewer.parent}:{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(scratch / "config"),
        "XDG_RUNTIME_DIR": str(scratch / "config"),
        "QT_QPA_PLATFORM": "xcb",
    }
    running = []
    try:
        with open(scratch / "display", "w", encoding="ascii") as display:
            running.append(
                subprocess.Popen(
                    ["Xvfb", "-displayfd", str(display.fileno()), "-screen", "0", "1200x800x24", "-nolisten", "tcp"],
                    pass_fds=[display.fileno()], stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
        until("the X server starts", lambda: (scratch / "display").read_text().endswith("\n"))
        settings["DISPLAY"] = ":" + (scratch / "display").read_text().strip()
        running.append(subprocess.Popen([fetched, "view", trace], env=settings))
        search = ["xdotool", "search", "--onlyvisible", "--name", "votes.* - Heddle"]
        shown = lambda: subprocess.run(search, env=settings, capture_output=True, check=False).returncode == 0
        until("the trace is shown", shown)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(timeout=30)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cmake", required=True)
    parser.add_argument("--tree", type=pathlib.Path, required=True)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    parser.add_argument("--viewer", type=pathlib.Path)
    parser.add_argument("--jobs", default="2")
    parser.add_argument("flags", nargs="*", help="for configuring the project")
    arguments = parser.parse_args()

    scratch = arguments.scratch.resolve()
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(CONSUMER, scratch / "project")
    build = scratch / "build"
    built(arguments, arguments.tree.resolve(), scratch / "project", build)
    check_what_was_made(arguments, build, scratch / "prefix")
    trace = find_and_repeat(build, scratch / "out")
    fuzz(build, scratch, trace)
    view(build / "fetched", arguments.viewer, trace, scratch)


if __name__ == "__main__":
    main()
