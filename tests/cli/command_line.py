"""Runs the programs under test; every test module here begins with `from command_line import *`."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

HEDDLE = os.path.abspath(sys.argv[1]) if len(sys.argv) > 2 else ""
ODD = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else ""


class Outcome:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def results(self):
        """The JSON objects printed, without progress."""
        objects = [json.loads(line) for line in self.out.splitlines()]
        return [o for o in objects if "progress" not in o]


class CommandLineTest(unittest.TestCase):
    """Each test works in a folder of its own."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="heddle-cli-")
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def wait_until(self, condition, seconds=60):
        latest = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), latest, "it did not come")
            time.sleep(0.05)

    def run_program(self, program, *arguments, environment=None, timeout=60):
        done = subprocess.run(
            [program, *arguments],
            cwd=self.folder.name,
            env={**os.environ, "NO_COLOR": "", **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
        )
        self.assertGreaterEqual(done.returncode, 0, f"{arguments}: the tool crashed: {done.stderr}")
        return Outcome(done)

    def heddle(self, *arguments, **settings):
        return self.run_program(HEDDLE, *arguments, **settings)

    def odd(self, *arguments, **settings):
        return self.run_program(ODD, *arguments, **settings)

    def refused(self, program, *arguments, status=2, says=""):
        """The command fails with this status and one line on standard error that holds `says`."""
        outcome = self.run_program(program, *arguments)
        self.assertEqual(outcome.status, status, f"{arguments}: {outcome.err}")
        self.assertEqual(len(outcome.err.splitlines()), 1, f"{arguments}: {outcome.err!r}")
        self.assertIn(says, outcome.err)
        return outcome


def main():
    unittest.main(argv=sys.argv[:1])


__all__ = ["CommandLineTest", "HEDDLE", "ODD", "json", "main", "os", "subprocess", "unittest"]
