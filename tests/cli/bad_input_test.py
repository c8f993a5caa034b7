"""Wrong usage and damaged files: one line that says what to do, exit status 2, nothing half done."""

import resource

from command_line import *


class BadInput(CommandLineTest):
    def schedule(self):
        result = self.heddle("explore", "leaks/lost_result", "--seed", "1", "--json").results()[0]
        return result["findings"][0]["schedule"]

    def test_words(self):
        self.refused(HEDDLE, says="say what to do")
        self.refused(HEDDLE, "frobnicate", says="there is no command 'frobnicate'")
        self.refused(HEDDLE, "exlpore", says="there is no command 'exlpore'; did you mean 'explore'?")
        self.refused(HEDDLE, "complet", says="did you mean 'completion'?")
        self.refused(HEDDLE, "explore", "leaks/lost_resutl", says="did you mean 'leaks/lost_result'?")
        self.refused(HEDDLE, "explore", "--frobnicate", says="--frobnicate")
        self.refused(HEDDLE, "explore", "no_such", says="no scenario matches 'no_such'")
        self.refused(HEDDLE, "explore", "lost_result", says="did you mean 'leaks/lost_result'?")
        self.refused(HEDDLE, "explore", "leaks/*", "nothing/*", says="no scenario matches 'nothing/*'")
        self.refused(HEDDLE, "explore", "", says="no scenario matches ''")
        self.refused(HEDDLE, "check", "no_such", says="no scenario matches")
        self.refused(HEDDLE, "list", "no_such", says="no scenario matches")
        self.refused(HEDDLE, "run", "leaks/*", says="one is needed here")
        self.refused(HEDDLE, "run", says="name a scenario")
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
        for jobs in ["0", "1025"]:
            self.refused(HEDDLE, "explore", "leaks/*", "--jobs", jobs, says="--jobs")

    def test_shards(self):
        explore = ["explore", "leaks/lost_result", "--seed", "1", "--shard"]
        for shard in ["5/4", "0/4", "1/0", "0/0", "4", "/4", "4/", "a/b", "1/2/3", "-1/4", "1.5/4", " 1/4",
                      "1/99999999999999999999", ""]:
            with self.subTest(shard=shard):
                if shard:
                    self.refused(HEDDLE, *explore, shard, says="--shard")
        self.refused(HEDDLE, "explore", "leaks/*", "--shard", "1/4", says="needs --seed")
        self.refused(HEDDLE, *explore, "1/4", "--strategy", "dpor", "--bound", "1", says="cannot be split")
        self.refused(HEDDLE, "merge", says="DIR")
        self.refused(HEDDLE, "merge", "nowhere", says="No such file")
        os.mkdir(self.path("empty"))
        self.refused(HEDDLE, "merge", "empty", says="there is no result of a shard in 'empty'")

    def test_shards_that_do_not_belong_together(self):
        def shard(text, *options, out):
            outcome = self.heddle("explore", "channels/two_closers", "--shard", text, "--out", out, *options)
            self.assertLess(outcome.status, 2, outcome.err)

        shard("1/2", "--seed", "1", out="a")
        shard("2/2", "--seed", "2", out="b")
        self.refused(HEDDLE, "merge", "a", "b", says="are not shards of one campaign")
        shard("2/2", "--seed", "1", "--runs", "77", out="c")
        self.refused(HEDDLE, "merge", "a", "c", says="are not shards of one campaign")
        shard("1/3", "--seed", "1", out="d")
        self.refused(HEDDLE, "merge", "a", "d", says="are not shards of one campaign")
        shard("1/2", "--seed", "1", out="e")
        self.refused(HEDDLE, "merge", "a", "e", says="are the same shard")
        # The same folder twice is no harm; a missing shard is told.
        shard("1/3", "--seed", "1", "--twin", out="f")
        outcome = self.heddle("merge", "f", "f/../f")
        self.assertEqual(outcome.status, 3, outcome.out + outcome.err)
        self.assertIn("shards 2, 3 of 3 are missing", outcome.err)
        self.assertEqual(len(outcome.err.splitlines()), 1)

    def test_damaged_results_of_shards(self):
        outcome = self.heddle(
            "explore", "channels/two_closers", "--seed", "1", "--shard", "1/1", "--out", "good"
        )
        self.assertEqual(outcome.status, 1)
        name = "heddle-shard-1-of-1.json"
        with open(self.path("good/" + name), "rb") as file:
            good = file.read()
        self.assertEqual(self.heddle("merge", "good").status, 1)
        os.mkdir(self.path("bad"))
        for damaged, says in [
            (b"", "no JSON"),
            (b"{}", "format"),
            (b"[1, 2]", ""),
            (good[: len(good) // 2], "cut short"),
            (good.replace(b'"heddle-shard"', b'"heddle-sharp"'), "it is no shard"),
            (good.replace(b'"version":2', b'"version":3'), "it is of version 3"),
            (good.replace(b'"index":1', b'"index":2'), "there is no such shard"),
            (good.replace(b'"double-close"', b'"doubleclose"'), "a finding cannot be read"),
            (good.replace(b'"runs":', b'"ruins":'), "runs"),
            (good.replace(b'"level":0', b'"level":7'), "the classes do not fit"),
            (good.replace(b'"findings":[', b'"findings":[{},'), ""),
            (good.replace(b'"canary":0', b'"canary":9'), "canary"),
            (good + b"more", "no JSON"),
        ]:
            with self.subTest(says=says):
                with open(self.path("bad/" + name), "wb") as file:
                    file.write(damaged)
                self.assertNotEqual(damaged, good, says)
                self.refused(HEDDLE, "merge", "bad", says=says)

    def test_reports_that_cannot_be_written_lose_nothing(self):
        for option in ["--junit", "--sarif"]:
            for path in ["/dev/full", "nowhere/x.xml", "."]:
                with self.subTest(option=option, path=path):
                    outcome = self.refused(
                        HEDDLE, "explore", "leaks/lost_result", "--seed", "1", option, path,
                        status=3, says=f"cannot write {path}"
                    )
                    self.assertIn("leak: ", outcome.out)
        self.assertEqual(os.listdir(self.folder.name), ["heddle-out"])

    def test_a_disk_that_is_full_loses_nothing(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

        done = subprocess.run(
            [HEDDLE, "explore", "leaks/lost_result", "--seed", "1", "--shard", "1/1", "--junit", "j.xml"],
            cwd=self.folder.name, capture_output=True, text=True, preexec_fn=small_files, timeout=60,
        )
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertIn("leak: ", done.stdout)
        self.assertIn("--schedule", done.stdout.splitlines()[-1])
        # Nothing half written is left.
        self.assertEqual(os.listdir(self.path("heddle-out")), [])
        self.assertFalse(os.path.exists(self.path("j.xml")))

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
            b"heddle-trace 0\n[]\n",
            b"heddle-trace 1\n",
            good[:16],
            good[:60],
        ]:
            with open(self.path("damaged.htrace"), "wb") as file:
                file.write(damaged)
            self.refused(HEDDLE, "show", "damaged.htrace", says="at byte")
            self.refused(HEDDLE, "replay", "damaged.htrace", says="at byte")
        # What is left can be looked at; it is no run to repeat.
        for damaged in [
            good[:-1],
            good[: len(good) // 2],
            good[:200] + bytes([good[200] ^ 1]) + good[201:],
            good + b"more",
        ]:
            with open(self.path("damaged.htrace"), "wb") as file:
                file.write(damaged)
            self.refused(HEDDLE, "replay", "damaged.htrace", says="at byte")
            shown = self.heddle("show", "damaged.htrace")
            self.assertEqual(shown.status, 0, shown.err)
            self.assertIn("is damaged, this is what is left: at byte", shown.err)
            self.assertIn("leaks/lost_result", shown.out)
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
