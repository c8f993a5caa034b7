"""Fuzzers as processes: what they find, what they leave behind, and bad circumstances.

fuzzers_test.py HEDDLE SCENARIOS CANARY MODEL CRASHING [--some]

With --some the catalogue is not fuzzed as a whole, which takes sanitized fuzzers minutes.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HEDDLE, SCENARIOS, CANARY, MODEL, CRASHING = (os.path.abspath(path) for path in sys.argv[1:6])
SOME = "--some" in sys.argv[6:]
REPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fuzz", "ci", "report.sh")
LIBFUZZER_FOUND = 77


class Fuzzers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="heddle-fuzz-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_program(self, program, *arguments, environment=None):
        return subprocess.run(
            [program, *arguments],
            cwd=self.folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=500,
        )

    def read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def crash(self):
        """The input of the only finding here."""
        found = [n for n in os.listdir(self.folder) if n.startswith("crash-") and not n.endswith(".htrace")]
        self.assertEqual(len(found), 1, os.listdir(self.folder))
        return found[0]

    def test_what_is_found_comes_again(self):
        for scenario in ("leaks/dropped_stop", "deadlocks/crossed_locks", "races/overdraft",
                         "channels/two_closers", "goker/cockroach_1462"):  # fmt: skip
            done = self.run_program(
                SCENARIOS, "--scenario", scenario, "-runs=3000", "-exact_artifact_path=found", "-seed=1"
            )
            self.assertEqual(done.returncode, LIBFUZZER_FOUND, done.stderr)
            again = self.run_program(
                SCENARIOS, "--scenario", scenario, "-exact_artifact_path=again", "found"
            )
            self.assertNotEqual(again.returncode, 0, again.stderr)
            self.assertEqual(self.read("again.htrace"), self.read("found.htrace"), scenario)

    @unittest.skipIf(SOME, "--some was given")
    def test_every_scenario_is_found_and_no_twin(self):
        done = self.run_program(SCENARIOS, "-runs=3000", "-max_total_time=120")
        self.assertGreaterEqual(done.stdout.count("again the same"), 190, done.stdout)
        bad = [line for line in done.stdout.splitlines() if line.startswith("NOT OK")]
        self.assertEqual(bad, [])

    def test_a_finding_leaves_a_report_an_input_and_its_trace(self):
        scenario = "leaks/first_error"
        done = self.run_program(SCENARIOS, "--scenario", scenario, "-runs=3000", "-seed=1")
        self.assertEqual(done.returncode, LIBFUZZER_FOUND, done.stderr)
        self.assertIn("leak: ", done.stderr)
        crash = self.crash()
        self.assertIn(f"heddle replay '{scenario}' --fuzz-input './{crash}'", done.stderr)
        trace = self.read(crash + ".htrace")
        # The same without libFuzzer.
        replay = self.run_program(HEDDLE, "replay", scenario, "--fuzz-input", crash, "-o", "again.htrace")
        self.assertEqual(replay.returncode, 1, replay.stderr)
        self.assertTrue(replay.stdout.startswith("leak: "), replay.stdout)
        self.assertEqual(self.read("again.htrace"), trace)
        shrunk = self.run_program(HEDDLE, "shrink", crash + ".htrace", "-o", "small.htrace")
        self.assertEqual(shrunk.returncode, 0, shrunk.stderr)
        # There and back.
        back = self.run_program(HEDDLE, "corpus", "import", "small.htrace", "-o", "corpus")
        self.assertEqual(back.returncode, 0, back.stderr)
        again = self.run_program(SCENARIOS, "--scenario", scenario, "-runs=0", "corpus")
        self.assertEqual(again.returncode, LIBFUZZER_FOUND, again.stderr)
        # On the repaired twin the same inputs show nothing.
        twin = self.run_program(SCENARIOS, "--scenario", scenario, "--twin", "-runs=0", "corpus")
        self.assertEqual(twin.returncode, 0, twin.stderr)

    def test_the_recipe_for_ci_reports_what_was_found(self):
        found = self.run_program(SCENARIOS, "--scenario", "leaks/lost_result", "-runs=3000", "-seed=1")
        self.assertEqual(found.returncode, LIBFUZZER_FOUND, found.stderr)
        for attempt in ("as it is", "with something that is no crash beside it"):
            told = self.run_program(
                REPORT, HEDDLE, "leaks/lost_result", ".", environment={"GITHUB_ACTIONS": "true"}
            )
            self.assertEqual(told.returncode, 0, f"{attempt}: {told.stdout}{told.stderr}")
            self.assertIn("::error file=scenarios/leaks/lost_result.cpp", told.stdout)
            results = json.loads(self.read("1.sarif"))["runs"][0]["results"]
            self.assertEqual([result["ruleId"] for result in results], ["leak"])
            self.assertIn(b'failures="1"', self.read("1.xml"))
            with open(os.path.join(self.folder, "slow-unit-0"), "wb"):
                pass
        # Inputs that show nothing.
        self.assertEqual(self.run_program(REPORT, HEDDLE, "patterns/pipeline", ".").returncode, 1)
        self.assertEqual(self.run_program(REPORT, HEDDLE).returncode, 2)

    def test_the_canary_is_found_within_its_budget(self):
        for seed in (1, 2, 3):
            done = self.run_program(CANARY, "-runs=200000", f"-seed={seed}", "-exact_artifact_path=found")
            self.assertEqual(done.returncode, LIBFUZZER_FOUND, done.stderr)
            self.assertIn("the canary sings", done.stderr)

    def test_the_model_fuzzer_finds_nothing_unless_a_rule_is_broken(self):
        done = self.run_program(MODEL, "-runs=2000", "-seed=1")
        self.assertEqual(done.returncode, 0, done.stderr)
        for rule in ("fifo", "closed"):
            done = self.run_program(MODEL, "-runs=100000", "-seed=1", environment={"HEDDLE_MODEL_BROKEN": rule})
            self.assertEqual(done.returncode, LIBFUZZER_FOUND, done.stderr)
            self.assertIn("do not allow this", done.stderr)

    def test_a_folder_that_cannot_be_written_to(self):
        def fuzz(prefix):
            return self.run_program(
                SCENARIOS, "--scenario", "leaks/lost_result", "-runs=1000", f"-artifact_prefix={prefix}"
            )

        # libFuzzer's own word.
        done = fuzz("no/such/folder/")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn('"no/such/folder/" does not exist', done.stderr)
        # A folder that is there and takes no files.
        done = fuzz("/proc/none-")
        self.assertEqual(done.returncode, LIBFUZZER_FOUND, done.stderr)
        self.assertIn("leak: ", done.stderr)
        self.assertRegex(done.stderr, r"heddle: .*/proc/none-crash")
        self.assertIn("the schedule below shows the same", done.stderr)
        schedule = next(line for line in done.stderr.splitlines() if line.strip().startswith("h1:")).strip()
        replay = self.run_program(HEDDLE, "replay", "leaks/lost_result", "--schedule", schedule)
        self.assertEqual(replay.returncode, 1, replay.stderr)
        with open(os.path.join(self.folder, "file"), "w", encoding="ascii"):
            pass
        everything = self.run_program(SCENARIOS, "-artifact_prefix=file/")
        self.assertEqual(everything.returncode, 3, everything.stderr)
        self.assertIn("cannot be written to", everything.stderr)

    def test_a_corpus_of_another_scenario_and_odd_files(self):
        os.mkdir(os.path.join(self.folder, "corpus"))
        odd = {"empty": b"", "one": b"\x05", "zeros": bytes(1 << 20), "ones": b"\xff" * (1 << 20)}
        for name, content in odd.items():
            with open(os.path.join(self.folder, "corpus", name), "wb") as file:
                file.write(content)
        done = self.run_program(SCENARIOS, "--scenario", "races/overdraft", "-runs=3000", "-seed=1")
        self.assertEqual(done.returncode, LIBFUZZER_FOUND, done.stderr)
        os.rename(os.path.join(self.folder, self.crash()), os.path.join(self.folder, "corpus", "other"))
        for scenario in ("leaks/lost_result", "races/overdraft"):
            done = self.run_program(
                SCENARIOS, "--scenario", scenario, "--twin", "-runs=500", "-max_len=2000000", "corpus"
            )
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_goroutine_that_kills_the_process_leaves_its_input(self):
        for how in b"nsa":
            # A head, and a record of one byte of data.
            with open(os.path.join(self.folder, "input"), "wb") as file:
                file.write(bytes(16) + bytes([5 | 1 << 4, 0, 0, how]))
            done = self.run_program(CRASHING, "-exact_artifact_path=left", "input")
            self.assertNotEqual(done.returncode, 0, done.stderr)
            self.assertGreater(done.returncode, 0, done.stderr)
            if how != ord("a"):
                self.assertIn("heddle replay 'crashing' --fuzz-input FILE", done.stderr)
        with open(os.path.join(self.folder, "input"), "wb") as file:
            file.write(bytes(16))
        self.assertEqual(self.run_program(CRASHING, "input").returncode, 0)

    def test_wrong_words(self):
        done = self.run_program(SCENARIOS, "--scenario", "no/such")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
