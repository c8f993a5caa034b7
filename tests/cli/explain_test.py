"""Why a finding is one: stories, turning points, what if, diff."""

import re
import shlex

from command_line import *


class Explain(CommandLineTest):
    def found(self):
        outcome = self.heddle("explore", "channels/*", "deadlocks/*", "leaks/*", "races/*", "--seed", "1", "--json")
        return [(r["scenario"], f) for r in outcome.results() for f in r["findings"] if not f["possible"]]

    def test_every_finding_of_the_catalogue_has_a_story(self):
        found = self.found()
        self.assertGreaterEqual(len(found), 16)
        turned = 0
        for scenario, finding in found:
            with self.subTest(scenario=scenario):
                shown = self.heddle("show", finding["trace"])
                self.assertEqual(shown.status, 0, shown.err)
                # The first finding's: up to what is not indented.
                story = re.split(r"\n\n(?=\S)", shown.out.split("\nWhy\n")[1])[0]
                for line in story.splitlines():
                    self.assertLessEqual(len(line), 80)
                # It is about the goroutines of the finding.
                flat = re.sub(r"\s+", " ", story)
                names = [g["goroutine"] for g in finding["goroutines"]]
                self.assertTrue(any(name in flat for name in names), (names, flat))
                turn = finding["turning_point"]
                if turn is None:
                    continue
                turned += 1
                self.assertIn(turn["text"], flat)
                # What is claimed of the other order can be seen.
                again = self.heddle("replay", scenario, "--schedule", turn["schedule"], "-o", "good.htrace")
                self.assertEqual(again.status, 0, again.out)
                diff = self.heddle("diff", finding["trace"], "good.htrace")
                self.assertEqual(diff.status, 0, diff.err)
                self.assertIn("first difference: ", diff.out)
                for line in diff.out.splitlines():
                    self.assertLessEqual(len(line), 80, line)
        self.assertGreaterEqual(turned, 10)

    def test_a_trace_does_not_differ_from_itself(self):
        self.heddle("explore", "races/lost_update", "--seed", "1", "--out", "a")
        trace = "a/races.lost_update.check-failed.htrace"
        outcome = self.heddle("diff", trace, trace)
        self.assertEqual(outcome.status, 0)
        self.assertIn("the same order of everything that matters", outcome.out)
        self.heddle("run", "races/overdraft", "-o", "b.htrace")
        self.refused(HEDDLE, "diff", trace, "b.htrace", says="two runs of one scenario")

    def test_the_documented_outputs_are_what_is_printed(self):
        with open(os.path.join(os.path.dirname(__file__), "..", "..", "docs", "traces.md")) as file:
            page = file.read()
        found = self.heddle("explore", "races/lost_update", "--seed", "1", "--json").results()[0]["findings"][0]
        self.heddle("replay", "races/lost_update", "--schedule", found["turning_point"]["schedule"], "-o", "good.htrace")
        shown = self.heddle("show", found["trace"]).out
        self.assertIn("```\n" + shown[shown.index("\nWhy\n") + 1 :] + "```\n", page)
        self.assertIn("```\n" + self.heddle("diff", found["trace"], "good.htrace").out + "```\n", page)

    def test_the_viewer_is_a_program_of_its_own(self):
        self.heddle("run", "races/overdraft", "-o", "a.htrace")
        os.mkdir(self.path("bin"))
        os.symlink(HEDDLE, self.path("bin/heddle"))
        with open(self.path("bin/heddle-view"), "w") as file:
            file.write("#!/bin/sh\necho viewing $1\n")
        os.chmod(self.path("bin/heddle-view"), 0o755)
        # Beside the program itself there may be a real one, which needs no window to be found.
        environment = {"PATH": self.path("bin") + ":" + os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen"}
        if not os.path.exists(os.path.join(os.path.dirname(HEDDLE), "heddle-view")):
            outcome = self.heddle("view", "a.htrace", environment=environment)
            self.assertEqual((outcome.status, outcome.out), (0, "viewing a.htrace\n"))
        self.refused(HEDDLE, "view", "nowhere.htrace", says="No such file")

    def test_another_choice(self):
        self.heddle("explore", "races/lost_update", "--seed", "1", "--out", "a")
        trace = "a/races.lost_update.check-failed.htrace"
        text = self.heddle("replay", trace, "--events").out
        self.assertIn("check-failed", self.heddle("replay", trace).out)
        statuses = set()
        taken = 0
        for until in range(9):
            for take in range(4):
                outcome = self.heddle(
                    "replay", trace, "--until", str(until), "--take", str(take), "-o", "other.htrace"
                )
                statuses.add(outcome.status)
                if outcome.status == 2:
                    self.assertRegex(outcome.err, "cannot be taken here|the schedule has|first difference|no decision")
                    continue
                taken += 1
                shown = self.heddle("show", "other.htrace")
                self.assertEqual(shown.status, 0, shown.err)
                if outcome.status == 1:
                    self.assertEqual(outcome.out.splitlines()[-1], f"  {HEDDLE} replay other.htrace")
                # It can be repeated like any other run.
                self.assertEqual(self.heddle("replay", "other.htrace").status, outcome.status)
        self.assertEqual(statuses, {0, 1, 2})
        self.assertGreater(taken, 8)
        self.assertEqual(self.heddle("replay", trace, "--events").out, text)
        # Without a file its schedule repeats it.
        for until, take in ((until, take) for until in range(9) for take in range(4)):
            told = self.heddle("replay", trace, "--until", str(until), "--take", str(take))
            if told.status == 1:
                break
        words = shlex.split(told.out.splitlines()[-1])
        self.assertEqual(words[1:3], ["replay", "races/lost_update"])
        self.assertEqual(self.run_program(*words).out, told.out)
        self.refused(HEDDLE, "replay", trace, "--until", "999", "--take", "1", says="the schedule has 8 decisions")
        self.refused(HEDDLE, "replay", trace, "--until", "1", says="--take")

    def test_a_trace_of_another_program(self):
        self.odd("explore", "throws", "--seed", "1", "--out", "a")
        trace = "a/throws.panic.htrace"
        self.assertTrue(self.odd("show", trace).out.find(f"Replay it with\n  {ODD} replay {trace}\n") > 0)
        shown = self.heddle("show", trace)
        self.assertIn(f"Replay it with the program that has this scenario\n  PROGRAM replay {trace}\n", shown.out)
        self.heddle("report", trace, "-o", "page.html")
        with open(self.path("page.html"), encoding="utf-8") as page:
            self.assertNotIn(f"{HEDDLE} replay", page.read())
        self.refused(HEDDLE, "replay", trace, says="is not in this program")


main()
