"""Scenarios that crash, hang or eat memory are findings; the tool and the campaign live on."""

import signal
import time

from command_line import *


class Workers(CommandLineTest):
    def finding(self, scenario, *options, runs="20", timeout="1"):
        outcome = self.odd(
            "explore", scenario, "--seed", "1", "--runs", runs, "--run-timeout", timeout, "--json", *options
        )
        self.assertEqual(outcome.status, 1, f"{scenario}: {outcome.out} {outcome.err}")
        findings = outcome.results()[0]["findings"]
        self.assertEqual(len(findings), 1, findings)
        return findings[0]

    def replays(self, finding, kind):
        """The trace and the schedule both show it again."""
        replayed = self.odd("replay", finding["trace"], "--run-timeout", "1")
        self.assertEqual(replayed.status, 1, replayed.out + replayed.err)
        self.assertTrue(replayed.out.startswith(kind + ": "), replayed.out)
        self.assertEqual(self.odd("show", finding["trace"]).status, 0)

    def test_kinds(self):
        for scenario, kind, says in [
            ("crash", "crash", "segmentation fault (SIGSEGV) through a null pointer"),
            ("division", "crash", "SIGFPE"),
            ("aborts", "crash", "SIGABRT"),
            ("exits", "crash", "exit(7)"),
            ("quick_exits", "crash", "exit status 7"),
            ("overflow", "stack-overflow", "used up its stack"),
            ("overflow_in_malloc", "stack-overflow", "used up its stack"),
            ("spins", "hang", "loops without operations or blocks the whole process"),
            ("sleeps", "hang", "loops without operations or blocks the whole process"),
            ("endless", "step-limit", "operations"),
            ("throws", "panic", "the disk is full"),
            ("terminates", "crash", "std::terminate"),
            ("panics_twice", "panic", "second"),
            ("negative", "panic", "make"),
        ]:
            with self.subTest(scenario=scenario):
                finding = self.finding(scenario)
                self.assertEqual(finding["kind"], kind)
                self.assertIn(says, finding["message"])
                self.replays(finding, kind)

    def test_a_crash_names_the_place_and_the_goroutine(self):
        finding = self.finding("crash")
        self.assertEqual(finding["goroutines"][0]["goroutine"], "G3 victim")
        self.assertTrue(finding["sites"][0]["file"].endswith("odd_scenarios.cpp"))
        self.assertTrue(any(note.startswith("stack: ") for note in finding["notes"]))
        self.assertGreater(finding["decisions"], 0)
        schedule = self.odd("replay", "crash", "--schedule", finding["schedule"])
        self.assertEqual(schedule.status, 1)
        self.assertTrue(schedule.out.startswith("crash: "))
        # And without the crash nothing is found: the twin.
        self.assertEqual(self.odd("explore", "crash", "--twin", "--runs", "100").status, 0)

    def test_a_hang_shows_where_it_is(self):
        finding = self.finding("sleeps")
        self.assertIn("sleep", " ".join(finding["notes"]))
        self.assertIn("G1", finding["goroutines"][0]["goroutine"])

    def test_a_hang_behind_a_lock_guard_names_the_place(self):
        finding = self.finding("spins_locked")
        self.assertTrue(finding["goroutines"][0]["site"]["file"].endswith("odd_scenarios.cpp"), finding)
        self.assertIn("odd_scenarios.cpp:", self.odd("replay", finding["trace"], "--run-timeout", "1").out)

    def test_a_run_that_takes_too_long_while_operations_go_on(self):
        finding = self.finding("slow")
        self.assertEqual(finding["kind"], "hang")
        self.assertIn("operations went on", finding["message"])

    def test_a_crash_in_every_strategy(self):
        for strategy in ["dfs", "pct:depth=2", "round-robin", "random"]:
            with self.subTest(strategy=strategy):
                outcome = self.odd("explore", "crash", "--seed", "1", "--strategy", strategy, "--runs", "300")
                self.assertIn(outcome.status, [0, 1] if strategy == "round-robin" else [1])

    def test_the_campaign_goes_on_after_a_crash(self):
        outcome = self.odd("explore", "crash", "--seed", "1", "--runs", "60", "--keep-going", "--json")
        result = outcome.results()[0]
        self.assertEqual(result["runs"], 60)
        self.assertEqual([f["kind"] for f in result["findings"]], ["crash"])
        self.assertGreater(result["findings"][0]["count"], 1)

    def test_dfs_goes_on_where_the_dead_worker_stopped(self):
        outcome = self.odd("explore", "crash", "--strategy", "dfs", "--keep-going", "--json")
        result = outcome.results()[0]
        # Every schedule was seen, in more runs than one worker could have made.
        self.assertTrue(result["complete"])
        self.assertGreater(result["findings"][0]["count"], 1)
        self.assertLess(result["runs"], 1000)

    def test_hangs_do_not_cost_for_ever(self):
        # A million of them would not end in time.
        self.odd("explore", "spins", "--keep-going", "--run-timeout", "500ms", "--runs", "1000000")

    def test_statics_are_named_as_nondeterminism(self):
        finding = self.finding("remembers")
        self.assertEqual(finding["kind"], "nondeterminism")
        self.assertIn("did not come again", finding["message"])

    def test_statics_do_not_hide_a_bug(self):
        # Found in a process in which the static was initialised long ago, replayed in a fresh one.
        for seed in range(8):
            outcome = self.odd("explore", "statics", "--seed", str(seed), "--json")
            finding = outcome.results()[0]["findings"][0]
            self.assertEqual(finding["kind"], "check-failed", f"seed {seed}")
            self.replays(finding, "check-failed")

    def test_no_address_gets_into_a_trace(self):
        finding = self.finding("pointers")
        lists = {self.odd("replay", finding["trace"], "--events").out for _ in range(3)}
        self.assertEqual(len(lists), 1)

    def test_cut_runs_are_not_green(self):
        outcome = self.odd("explore", "given_up", "--runs", "50")
        self.assertEqual(outcome.status, 3)
        self.assertIn("all 50 runs were cut", outcome.out)
        outcome = self.odd("explore", "no_twin", "--runs", "0")
        self.assertEqual(outcome.status, 3)
        self.assertIn("no run was made", outcome.out)

    def test_what_a_scenario_prints_is_not_the_report(self):
        outcome = self.odd("explore", "prints", "--runs", "3", "--json")
        self.assertEqual(outcome.status, 0)
        self.assertEqual(len(outcome.results()), 1)
        self.assertEqual(outcome.err.count("not"), 3)

    def test_a_worker_that_grows_is_replaced_and_nothing_changes(self):
        # 8 MB a run: several workers are needed.
        outcome = self.odd("explore", "grows", "--seed", "5", "--runs", "400", "--json")
        self.assertEqual(outcome.status, 0, outcome.out)
        self.assertEqual(outcome.results()[0]["runs"], 400)

    def test_a_run_that_eats_memory(self):
        # On a machine that has much to do it takes a while until the memory is used up.
        finding = self.finding("devours", runs="1", timeout="20")
        self.assertEqual(finding["kind"], "out-of-memory")

    def test_a_process_of_the_scenario_does_not_hold_up_the_campaign(self):
        # The process outlives what is allowed to this command.
        self.assertEqual(self.odd("explore", "forks", "--runs", "10").status, 0)

    def test_seconds_end_a_campaign(self):
        outcome = self.odd("explore", "no_twin", "--seconds", "500ms", "--runs", "1000000000", "--json")
        self.assertEqual(outcome.status, 0)
        self.assertGreater(outcome.results()[0]["runs"], 1000)

    def a_trace_was_saved(self):
        out = self.path("heddle-out")
        return os.path.isdir(out) and any(name.endswith(".htrace") for name in os.listdir(out))

    def workers_of(self, pid):
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(child) for child in file.read().split()]

    def test_a_worker_that_somebody_kills_is_no_finding(self):
        process = subprocess.Popen(
            [ODD, "explore", "no_twin", "--strategy", "random", "--seed", "1", "--runs", "1500000", "--jobs", "2", "--json"],
            cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        killed = 0
        while killed < 4 and process.poll() is None:
            time.sleep(0.02)
            try:
                for worker in self.workers_of(process.pid)[:1]:
                    os.kill(worker, signal.SIGKILL if killed % 2 else signal.SIGTERM)
                    killed += 1
            except (ProcessLookupError, FileNotFoundError):
                pass
        out, err = process.communicate(timeout=300)
        self.assertEqual(process.returncode, 0, out + err)
        result = [json.loads(line) for line in out.splitlines()][-1]
        self.assertGreater(killed, 0)
        self.assertGreater(result["workers_killed"], 0)
        self.assertEqual(result["runs"], 1500000)
        self.assertEqual(result["findings"], [])

    def test_an_idle_worker_ends_with_its_parent(self):
        process = subprocess.Popen(
            [ODD, "explore", "no_twin", "--seconds", "60", "--jobs", "2"],
            cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        self.wait_until(lambda: len(self.workers_of(process.pid)) == 2)
        workers = self.workers_of(process.pid)
        process.kill()
        process.communicate(timeout=20)
        time.sleep(0.5)
        for worker in workers:
            try:
                with open(f"/proc/{worker}/stat") as file:
                    # Dead, and waiting for somebody to ask how it ended.
                    self.assertEqual(file.read().rsplit(")", 1)[1].split()[0], "Z")
            except FileNotFoundError:
                pass

    def test_jobs_make_no_difference(self):
        results = []
        for jobs in ["1", "2", "5"]:
            outcome = self.odd(
                "explore", "crossed", "crash", "--seed", "7", "--runs", "2000", "--keep-going", "--jobs", jobs,
                "--json",
            )
            for result in outcome.results():
                for changing in ["seconds", "workers"]:
                    del result[changing]
                results.append((jobs, result))
        by_scenario = {}
        for jobs, result in results:
            known = by_scenario.setdefault(result["scenario"], result)
            self.assertEqual(result, known, jobs)
        self.assertEqual(len(by_scenario), 2)

    def test_interrupt_writes_the_reports(self):
        process = subprocess.Popen(
            [ODD, "explore", "remembers", "no_twin", "--seconds", "60", "--junit", "j.xml", "--sarif", "s.sarif",
             "--seed", "1", "--shard", "1/2"],
            cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        self.wait_until(self.a_trace_was_saved)
        process.send_signal(2)
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 1, out + err)
        with open(self.path("j.xml")) as file:
            self.assertIn("nondeterminism", file.read())
        with open(self.path("s.sarif")) as file:
            log = json.load(file)
        self.assertEqual(log["runs"][0]["results"][0]["ruleId"], "nondeterminism")
        self.assertFalse(log["runs"][0]["invocations"][0]["executionSuccessful"])
        merged = self.odd("merge", "heddle-out")
        self.assertEqual(merged.status, 1)
        self.assertIn("shard 2 of 2 is missing", merged.err)

    def test_interrupt_keeps_what_was_found(self):
        process = subprocess.Popen(
            [ODD, "explore", "remembers", "no_twin", "--seconds", "60"],
            cwd=self.folder.name, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        self.wait_until(self.a_trace_was_saved)
        process.send_signal(2)
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 1)
        self.assertIn("nondeterminism", out)
        self.assertIn("interrupted: the rest was not explored", err)


main()
