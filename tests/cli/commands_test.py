"""What each command prints, writes and returns when all is well."""

import re

from command_line import *


class Commands(CommandLineTest):
    def test_version_and_help(self):
        outcome = self.heddle("--version")
        self.assertRegex(outcome.out, r"^heddle \d+\.\d+\.\d+\n$")
        self.assertEqual(outcome.status, 0)
        for command in [[], ["list"], ["run"], ["explore"], ["replay"], ["show"], ["check"]]:
            outcome = self.heddle(*command, "--help")
            self.assertEqual(outcome.status, 0)
            self.assertIn("Usage", outcome.out)

    def test_list(self):
        names = [json.loads(line)["scenario"] for line in self.heddle("list", "--json").out.splitlines()]
        self.assertIn("leaks/lost_result", names)
        self.assertEqual(names, sorted(names))
        some = self.heddle("list", "leaks/*", "--json").out.splitlines()
        self.assertEqual(len(some), sum(name.startswith("leaks/") for name in names))
        entry = json.loads(some[0])
        for key in ["scenario", "story", "tags", "expected", "twin"]:
            self.assertIn(key, entry)
        self.assertIn("lost_result  [leak]", self.heddle("list").out)

    def test_explore_saves_and_the_last_line_replays(self):
        outcome = self.heddle("explore", "leaks/lost_result", "--seed", "1")
        self.assertEqual(outcome.status, 1, outcome.err)
        self.assertEqual(outcome.err, "")
        trace = "heddle-out/leaks.lost_result.leak.htrace"
        self.assertTrue(os.path.exists(self.path(trace)))
        last = outcome.out.splitlines()[-1].split()
        self.assertEqual(last, [HEDDLE, "replay", trace])
        replayed = self.run_program(*last)
        self.assertEqual(replayed.status, 1)
        # The same finding, told in the same words.
        self.assertTrue(outcome.out.endswith("\n" + replayed.out))

    def test_explore_json(self):
        outcome = self.heddle("explore", "leaks/[lm]*", "races/[lo]*", "--seed", "1", "--json")
        self.assertEqual(outcome.status, 1)
        results = outcome.results()
        self.assertEqual(len(results), 6)
        for result in results:
            for key in [
                "scenario", "strategy", "seed", "runs", "seconds", "decisions", "classes",
                "complete", "findings",
            ]:
                self.assertIn(key, result)
            self.assertEqual(result["seed"], 1)
            for key in [
                "kind", "message", "count", "first_run", "decisions", "preemptions", "schedule",
                "trace", "sites",
            ]:
                self.assertIn(key, result["findings"][0])
            self.assertGreater(len(result["findings"][0]["sites"]), 0)
            self.assertTrue(os.path.exists(self.path(result["findings"][0]["trace"])))

    def test_a_campaign_depends_on_its_seed_alone(self):
        def findings(*options):
            outcome = self.heddle("explore", "channels/*", "--keep-going", "--runs", "300", "--json", *options)
            return [(r["scenario"], r["decisions"], r["findings"]) for r in outcome.results()]

        self.assertEqual(findings("--seed", "7"), findings("--seed", "7"))
        self.assertNotEqual(findings("--seed", "7"), findings("--seed", "8"))

    def test_a_seed_that_was_not_given_is_printed(self):
        first = self.heddle("explore", "leaks/lost_result")
        seed = re.search(r"seed (\d+)", first.out).group(1)
        again = self.heddle("explore", "leaks/lost_result", "--seed", seed)
        self.assertEqual(first.out, again.out)

    def test_the_twin_is_clean_and_dfs_says_so(self):
        outcome = self.heddle("explore", "leaks/[lm]*", "--twin", "--strategy", "dfs")
        self.assertEqual(outcome.status, 0, outcome.out)
        self.assertEqual(outcome.out.count("every schedule was seen"), 2)
        self.assertFalse(os.path.exists(self.path("heddle-out")))

    def test_a_bounded_search_says_that_it_came_to_the_end(self):
        command = ["explore", "patterns/bank_transfer", "--seed", "1", "--bound", "1", "--strategy"]
        for strategy, claim in [("dfs", "every schedule was seen within the bound of 1 preemption"),
                                ("dpor", "all classes within the bound of 1 preemption explored")]:
            with self.subTest(strategy=strategy):
                outcome = self.heddle(*command, strategy)
                self.assertEqual(outcome.status, 0, outcome.out)
                self.assertIn(claim, outcome.out)
                result = self.heddle(*command, strategy, "--json").results()[0]
                self.assertEqual((result["complete"], result["complete_bound"]), (False, 1))
                short = self.heddle(*command, strategy, "--runs", "3")
                self.assertNotIn("within the bound", short.out)

    def test_two_replays_print_the_same_events(self):
        self.heddle("explore", "deadlocks/crossed_locks", "--seed", "1")
        trace = "heddle-out/deadlocks.crossed_locks.deadlock.htrace"
        first = self.heddle("replay", trace, "--events")
        second = self.heddle("replay", trace, "--events", environment={"LANG": "C", "EXTRA": "x" * 5000})
        self.assertEqual(first.out, second.out)
        self.assertRegex(first.out.splitlines()[0], r"^1 G1: start$")
        self.assertGreater(len(first.out.splitlines()), 5)

    def test_replaying_writes_the_same_trace(self):
        self.heddle("explore", "races/lost_update", "--seed", "1")
        trace = "heddle-out/races.lost_update.check-failed.htrace"
        self.heddle("replay", trace, "-o", "again.htrace")
        with open(self.path(trace), "rb") as first, open(self.path("again.htrace"), "rb") as second:
            self.assertEqual(first.read(), second.read())

    def test_a_schedule_is_enough(self):
        result = self.heddle("explore", "leaks/lost_result", "--seed", "1", "--json").results()[0]
        schedule = result["findings"][0]["schedule"]
        outcome = self.heddle("replay", "leaks/lost_result", "--schedule", schedule)
        self.assertEqual(outcome.status, 1)
        self.assertTrue(outcome.out.startswith("leak: "))
        self.assertIn("--schedule", outcome.out.splitlines()[-1])
        events = self.heddle("replay", "leaks/lost_result", "--schedule", schedule, "--events")
        saved = self.heddle("replay", result["findings"][0]["trace"], "--events")
        self.assertEqual(events.out, saved.out)

    def test_run_and_show_fit_the_page(self):
        outcome = self.heddle("run", "leaks/first_error", "--seed", "1", "-o", "run.htrace")
        self.assertIn(outcome.status, [0, 1])
        shown = self.heddle("show", "run.htrace")
        self.assertEqual(shown.status, 0)
        columns = re.compile(r"^ *\d+ ")
        for line in shown.out.splitlines():
            if columns.match(line):
                self.assertLessEqual(len(line), 80)
                self.assertIn(line, outcome.out)

    def test_check_is_quiet_about_what_is_expected(self):
        outcome = self.heddle("check", "leaks/[fm]*", "--json")
        self.assertEqual(outcome.status, 0, outcome.out)
        expected = {"first_error": "leak", "forgotten_cancel": "context-leak", "forgotten_ticker": "leak",
                    "missed_signal": "lost-wakeup"}
        self.assertEqual({r["scenario"]: r["expected"] for r in outcome.results()},
                         {f"leaks/{name}": [kind] for name, kind in expected.items()})
        for result in outcome.results():
            self.assertTrue(result["ok"])
            self.assertGreater(result["twin_runs"], 1000)
        text = self.heddle("check", "leaks/lost_result")
        self.assertRegex(text.out, r"^ +SCENARIO +CLASS +EXPECTED +FOUND +SCHEDULES +TWIN\n"
                         r"ok +leaks/lost_result +[a-z ]+ +leak +same +1  nothing in \d+ runs, all schedules\n")
        self.assertEqual(text.err, "")

    def test_check_shows_what_is_not_expected(self):
        outcome = self.odd("check", "given_up", "throws")
        self.assertEqual(outcome.status, 1)
        self.assertIn("FAIL  given_up", outcome.out)
        self.assertIn("ok    throws", outcome.out)

    def test_a_possible_finding_fails_when_strict(self):
        command = ["explore", "crossed", "--early", "0", "--runs", "20", "--seed", "1"]
        outcome = self.odd(*command)
        self.assertEqual(outcome.status, 0, outcome.out + outcome.err)
        self.assertIn("lock-order (possible) in run 0", outcome.out)
        self.assertIn("Replay it with", outcome.out)
        self.assertEqual(self.odd(*command, "--strict").status, 1)
        finding = self.odd(*command, "--json").results()[0]["findings"][0]
        self.assertTrue(finding["possible"])
        # With early firings the two can meet: a directed run shows how, whatever the seed.
        command[3] = "2"
        outcome = self.odd(*command)
        self.assertEqual(outcome.status, 1, outcome.out + outcome.err)
        self.assertIn("leak in run", outcome.out)
        self.assertNotIn("(possible)", outcome.out)

    def test_no_colours_in_a_pipe(self):
        self.assertNotIn("\033", self.heddle("explore", "leaks/*", environment={"TERM": "xterm"}).out)

    def test_library_words_for_replay(self):
        result = self.heddle("explore", "leaks/lost_result", "--seed", "1", "--json").results()[0]
        schedule = result["findings"][0]["schedule"]
        outcome = self.heddle("explore", "leaks/lost_result", "--strategy", "replay:" + schedule, "--json")
        self.assertEqual(outcome.results()[0]["runs"], 1)
        self.assertEqual(outcome.results()[0]["findings"][0]["kind"], "leak")


main()
