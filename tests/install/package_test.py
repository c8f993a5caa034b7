#!/usr/bin/env python3
"""Packs the build as Debian packages, installs them into an empty root, uses them from there and
removes them: nothing may be left."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree

NAMES = ["heddle", "libheddle-dev", "heddle-viewer"]

PROGRAM = """
#include <heddle/heddle.h>
#include <heddle/main.h>

constinit const heddle::Scenario forgotten{
    .name = "forgotten",
    .story = "Nobody ever sends.",
    .expect = {heddle::Kind::deadlock},
    .body = [] { heddle::make_chan<int>().recv(); },
};
int main(int argc, char** argv) { return heddle::main(argc, argv, {&forgotten}); }
"""


def run(*command, status=0, said=(), environment=None):
    done = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    missing = [word for word in said if word not in done.stdout]
    if done.returncode != status or missing:
        sys.exit(f"{done.stdout}\n{command}: ended with {done.returncode}; not said: {missing}")
    return done.stdout


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpack", required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--scratch", type=pathlib.Path, required=True)
    arguments = parser.parse_args()

    scratch, build = arguments.scratch.resolve(), arguments.build.resolve()
    shutil.rmtree(scratch, ignore_errors=True)
    root = scratch / "root"
    (root / "var/lib/dpkg/updates").mkdir(parents=True)
    (root / "var/lib/dpkg/info").mkdir()
    (root / "var/lib/dpkg/status").touch()
    (root / "var/lib/dpkg/available").touch()
    os.chdir(scratch)
    run(arguments.cpack, "--config", build / "CPackConfig.cmake", "-G", "DEB", "-B", scratch / "packages")
    packages = sorted((scratch / "packages").glob("*.deb"))
    if sorted(package.name.split("_")[0] for package in packages) != sorted(NAMES):
        sys.exit(f"packed: {packages}")
    for package in packages:
        run("dpkg-deb", "-f", package, "Depends", said=["libc6" if "dev" not in package.name else "libzstd-dev"])

    # What they depend on is on the machine, not in this root.
    dpkg = ["dpkg", f"--root={root}", "--force-depends", "--force-not-root", "--force-script-chrootless", "--log=log"]
    before = files_below(root)
    run(*dpkg, "-i", *packages)
    heddle = root / "usr/bin/heddle"
    run(heddle, "list", said=["leaks/lost_result"])
    run(heddle, "explore", "leaks/lost_result", "--seed", "1", "--out", "out", status=1, said=["leak"])
    # The viewer finds the program beside it, and the program the viewer.
    run(root / "usr/bin/heddle-view", "--version", said=["heddle-view"], environment={"QT_QPA_PLATFORM": "offscreen"})
    for page in ["heddle.1", "heddle-view.1"]:
        assert (root / "usr/share/man/man1" / page).stat().st_size > 500, page
    mime = xml.etree.ElementTree.parse(root / "usr/share/mime/packages/heddle.xml")
    magic = mime.find(".//{*}match").get("value").encode()
    trace = next(pathlib.Path("out").glob("*.htrace"))
    assert trace.read_bytes().startswith(magic), magic
    desktop = (root / "usr/share/applications/heddle-view.desktop").read_text()
    kind = mime.find(".//{*}mime-type").get("type")
    assert f"MimeType={kind};" in desktop
    icon = desktop.split("Icon=")[1].split()[0]
    assert (root / f"usr/share/icons/hicolor/scalable/apps/{icon}.svg").exists()
    for shell in ["bash-completion/completions/heddle", "zsh/vendor-completions/_heddle", "fish/vendor_completions.d/heddle.fish"]:
        assert "lost" not in (root / "usr/share" / shell).read_text(), "names of scenarios are asked for"

    # A program of one's own, by pkg-config alone.
    pathlib.Path("forgotten.cpp").write_text(PROGRAM)
    file = next(root.rglob("heddle.pc"))
    flags = run(
        "pkg-config", "--define-variable=prefix=" + str(root / "usr"), "--cflags", "--libs", "heddle",
        environment={"PKG_CONFIG_PATH": str(file.parent)},
    ).split()  # fmt: skip
    run("g++", "-O1", "forgotten.cpp", "-o", "forgotten", *flags)
    run("./forgotten", "check", said=["1 of 1 as expected"])

    run(*dpkg, "--purge", *NAMES)
    left = [name for name in files_below(root) if name not in before and not name.startswith("var/lib/dpkg/")]
    assert not left, left
    assert not (root / "usr").exists(), "folders are left"


if __name__ == "__main__":
    main()
