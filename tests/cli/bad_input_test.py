"""Wrong usage and damaged files: one line that says what to do, exit status 2, nothing half done."""

from command_line import *


class BadInput(CommandLineTest):
    def schedule(self):
        result = self.heddle("explore", "leaks/lost_result", "--seed", "1", "--json").results()[0]
        return result["findings"][0]["schedule"]

    def test_words(self):
        self.refused(HEDDLE, says="say what to do")
        self.refused(HEDDLE, "frobnicate", says="there is no command 'frobnicate'")
        self.refused(HEDDLE, "explore", "--frobnicate", says="--frobnicate")
        self.refused(HEDDLE, "explore", "no_such", says="no scenario matches 'no_such'")
        self.refused(HEDDLE, "explore", "lost_result", says="did you mean 'leaks/lost_result'?")
        self.refused(HEDDLE, "explore", "leaks/*", "nothing/*", says="no scenario matches 'nothing/*'")
        self.refused(HEDDLE, "explore", "", says="no scenario matches ''")
        self.refused(HEDDLE, "check", "no_such", says="no scenario matches")
        self.refused(HEDDLE, "list", "no_such", says="no scenario matches")
        self.refused(HEDDLE, "run", "leaks/*", says="one is needed here")
        self.refused(HEDDLE, "run", says="SCENARIO")
        self.refused(ODD, "explore", "no_twin", "--twin", says="has no repaired twin")

    def test_strategies(self):
        self.refused(HEDDLE, "explore", "leaks/*", "--strategy", "magic", says="unknown strategy 'magic'")
        self.refused(HEDDLE, "explore", "leaks/*", "--strategy", "", says="strategy")
        self.refused(HEDDLE, "explore", "leaks/*", "--strategy", "pct:depth=0", says="depth")
        self.refused(HEDDLE, "explore", "leaks/*", "--strategy", "pct:width=3", says="width")
        self.refused(HEDDLE, "run", "leaks/lost_result", "--strategy", "replay:h1", says="schedule is wrong")

    def test_numbers(self):
        for option in ["--runs", "--seed", "--bound", "--early", "--jobs"]:
            for value in ["-1", "x", "", "1.5", "99999999999999999999"]:
                with self.subTest(option=option, value=value):
                    self.refused(HEDDLE, "explore", "leaks/*", option, value, says=option)
        for option in ["--seconds", "--run-timeout"]:
            for value in ["-1", "x", "0", "5 parsecs", "1e99"]:
                with self.subTest(option=option, value=value):
                    self.refused(HEDDLE, "explore", "leaks/*", option, value, says=option)

    def test_schedules(self):
        good = self.schedule()
        for schedule, says in [
            ("", "schedule is wrong at character 1"),
            ("h1", "schedule is wrong at character"),
            ("rubbish", "schedule is wrong at character"),
            ("h9" + good[2:], "version"),
            (good[:-1], "schedule is wrong at character"),
            (good[:-1] + "!", "schedule is wrong at character"),
            (good[:25] + "~" + good[26:], "schedule is wrong at character"),
        ]:
            with self.subTest(schedule=schedule):
                self.refused(
                    HEDDLE, "replay", "leaks/lost_result", "--schedule", schedule, says=says
                )
        changed = good[:-1] + ("0" if good[-1] != "0" else "1")
        self.refused(HEDDLE, "replay", "leaks/lost_result", "--schedule", changed, says="checksum")
        self.refused(
            HEDDLE, "replay", "leaks/first_error", "--schedule", good,
            says="the schedule is of leaks/lost_result, not of leaks/first_error",
        )
        self.refused(
            HEDDLE, "replay", "leaks/lost_result", "--twin", "--schedule", good, says="(twin)"
        )
        self.refused(HEDDLE, "replay", "no_such", "--schedule", good, says="no scenario matches")
        self.refused(HEDDLE, "replay", "leaks/lost_result", says="--schedule")

    def test_files(self):
        self.refused(HEDDLE, "replay", "nowhere.htrace", says="No such file")
        self.refused(HEDDLE, "show", "nowhere.htrace", says="No such file")
        self.refused(HEDDLE, "show", "", says="")
        self.refused(HEDDLE, "replay", "", says="empty")
        self.refused(HEDDLE, "show", self.folder.name, says="directory")
        self.schedule()
        with open(self.path("heddle-out/leaks.lost_result.leak.htrace"), "rb") as file:
            good = file.read()
        for damaged in [
            b"",
            b"\0" * 100,
            b"heddle-trace 1\n",
            good[:-1],
            good[: len(good) // 2],
            good.replace(b'"leak"', b'"leek"'),
            good.replace(b"worker", b"walker"),
            good + b"more",
        ]:
            with open(self.path("damaged.htrace"), "wb") as file:
                file.write(damaged)
            self.refused(HEDDLE, "show", "damaged.htrace", says="at byte")
            self.refused(HEDDLE, "replay", "damaged.htrace", says="at byte")
        # A good trace of a scenario this program does not have.
        self.refused(
            ODD, "replay", "heddle-out/leaks.lost_result.leak.htrace",
            says="leaks/lost_result, which is not in this program",
        )

    def test_a_folder_that_cannot_be_written_loses_nothing(self):
        open(self.path("taken"), "w").close()
        outcome = self.refused(
            HEDDLE, "explore", "leaks/lost_result", "--out", "taken", status=3, says="--out"
        )
        self.assertIn("leak: ", outcome.out)
        self.assertIn("--schedule", outcome.out.splitlines()[-1])
        self.refused(
            HEDDLE, "run", "leaks/lost_result", "-o", "taken/x.htrace", status=3, says="cannot write"
        )
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["taken"])

    def test_standard_output_that_is_full(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([HEDDLE, "list"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("cannot write to standard output", done.stderr)

    def test_a_primitive_outside_a_run(self):
        outcome = self.odd("list", environment={"HEDDLE_TEST_OUTSIDE": "1"})
        self.assertEqual(outcome.status, 2)
        self.assertIn("outside a run", outcome.err)
        self.assertEqual(len(outcome.err.splitlines()), 1)


main()
