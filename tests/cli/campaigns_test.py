"""Shards and their union, reports for other programs, and what a campaign says of itself."""

import pty
import re
import xml.etree.ElementTree

import schema
from command_line import *

HERE = os.path.dirname(os.path.abspath(__file__))
DOCS = os.path.join(HERE, "..", "..", "docs")


def load(*parts):
    with open(os.path.join(*parts)) as file:
        return json.load(file)


class Shards(CommandLineTest):
    def shards(self, n, *options, same_folder=False):
        folders = []
        for i in range(1, n + 1):
            out = f"all{n}" if same_folder else f"shard{i}of{n}"
            outcome = self.odd(*options, "--shard", f"{i}/{n}", "--out", out)
            self.assertLess(outcome.status, 4, outcome.err)
            folders.append(out)
        return folders

    def result_of(self, outcome):
        results = outcome.results()
        for result in results:
            for changing in ["seconds", "workers"]:
                del result[changing]
            for finding in result["findings"]:
                del finding["trace"], finding["replay"]
        return results

    def test_the_union_is_the_whole(self):
        self.unites(["crossed", "pointers", "no_twin"], "3003", [1, 4, 7])

    def test_the_union_of_crashes(self):
        # Fewer than after which a campaign is given up.
        self.unites(["crash"], "121", [3])

    def unites(self, scenarios, runs, numbers):
        explore = ["explore", *scenarios, "--strategy", "random", "--seed", "5", "--runs", runs]
        explore += ["--keep-going", "--no-shrink"]
        whole = self.odd(*explore, "--json")
        self.assertEqual(whole.status, 1)
        whole = self.result_of(whole)
        self.assertGreaterEqual(sum(len(result["findings"]) for result in whole), 1)
        for n in numbers:
            with self.subTest(n=n):
                merged = self.odd("merge", *self.shards(n, *explore, same_folder=n == 7), "--json")
                self.assertEqual(merged.status, 1, merged.err)
                # Whether the canary was run is a matter of how many runs a shard has.
                for result in (of_merge := self.result_of(merged)):
                    result["canary"] = ""
                self.assertEqual(of_merge, [{**result, "canary": ""} for result in whole])

    def test_every_run_is_made_once_however_few(self):
        folders = self.shards(5, "explore", "no_twin", "--seed", "5", "--runs", "3")
        merged = self.odd("merge", *folders, "--json")
        self.assertEqual(merged.status, 0, merged.out)
        self.assertEqual(merged.results()[0]["runs"], 3)

    def test_the_lowest_numbered_finding_comes_first(self):
        explore = ["explore", "pointers", "--strategy", "random", "--seed", "8", "--runs", "500"]
        whole = self.odd(*explore, "--json").results()[0]["findings"][0]
        merged = self.odd("merge", *self.shards(4, *explore), "--json").results()[0]["findings"][0]
        self.assertEqual(merged["first_run"], whole["first_run"])

    def test_traces_of_all_shards_replay(self):
        folders = self.shards(
            3, "explore", "crossed", "--seed", "5", "--runs", "300", "--keep-going", same_folder=True
        )
        merged = self.odd("merge", *folders, "--json")
        for finding in merged.results()[0]["findings"]:
            command = finding["replay"].split()
            self.assertEqual(self.run_program(*command).status, 1, command)
        self.assertIn("crossed", self.odd("merge", *folders).out)

    def test_what_learns_is_split_without_overlap(self):
        # Each shard learns for itself: the runs are others, but none is made twice.
        explore = ["explore", "no_twin", "--seed", "5", "--runs", "3000", "--strategy", "pct:depth=2"]
        merged = self.odd("merge", *self.shards(4, *explore), "--json")
        self.assertEqual(merged.status, 0, merged.out)
        self.assertEqual(merged.results()[0]["runs"], 3000)

    def test_searches_are_split_into_parts(self):
        for scenario, strategy in [("many_classes", "dpor"), ("many_classes", "dfs"), ("no_twin", "dpor")]:
            with self.subTest(scenario=scenario, strategy=strategy):
                explore = ["explore", scenario, "--strategy", strategy, "--seed", "5", "--keep-going", "--no-shrink"]
                whole = self.odd(*explore, "--jobs", "1")
                folders = self.shards(4, *explore)
                merged = self.odd("merge", *folders)
                self.assertEqual(merged.status, whole.status, merged.out + merged.err)
                claim = re.search(r"all \d+ classes explored|the one class there is was explored|"
                                  r"every schedule was seen", whole.out).group()
                self.assertIn(claim, merged.out)
                if strategy == "dfs":
                    runs = re.search(r"nothing in \d+ runs", whole.out).group()
                    self.assertIn(runs, merged.out)
                # Without one of them nothing is claimed.
                some = self.odd("merge", *folders[1:])
                self.assertEqual(some.status, 3, some.out)
                self.assertNotIn("explored", some.out)
                self.assertNotIn("was seen", some.out)

    def test_a_shard_of_a_search_says_so(self):
        explore = ["explore", "many_classes", "--seed", "5", "--shard", "2/4", "--strategy"]
        self.assertRegex(self.odd(*explore, "dpor").out, r"all \d+ classes of this shard explored")
        self.assertIn("every schedule of this shard was seen", self.odd(*explore, "dfs").out)

    def test_shards_of_a_search_find_what_it_finds(self):
        explore = ["explore", "crossed", "--strategy", "dpor", "--seed", "5", "--keep-going", "--no-shrink"]
        whole = self.odd(*explore, "--json").results()[0]
        merged = self.odd("merge", *self.shards(3, *explore), "--json").results()[0]
        self.assertEqual([f["kind"] for f in merged["findings"]], [f["kind"] for f in whole["findings"]])
        self.assertEqual(merged["complete"], whole["complete"])

    def test_jobs_share_a_search(self):
        explore = ["explore", "many_classes", "--strategy", "dpor", "--jobs"]
        claims = {re.search(r"all \d+ classes explored", self.odd(*explore, jobs).out).group() for jobs in "123"}
        self.assertEqual(len(claims), 1)


class Reports(CommandLineTest):
    def check(self, value, rules):
        self.assertEqual(list(schema.errors(value, rules)), [])

    def explored(self, *options, environment=None):
        return self.odd(
            "explore", "crash", "crossed", "no_twin", "given_up", "--seed", "1", "--runs", "40", "--keep-going",
            *options, environment=environment,
        )

    def test_json_is_as_the_schema_says(self):
        rules = load(DOCS, "schema", "explore.json")
        result_rules = {"$ref": "#/definitions/result", **{"definitions": rules["definitions"]}}
        objects = [json.loads(line) for line in self.explored("--json").out.splitlines()]
        objects += [
            json.loads(line)
            for line in self.odd("explore", "no_twin", "--seconds", "2500ms", "--json").out.splitlines()
        ]
        self.assertTrue(any("progress" in o for o in objects))
        for o in objects:
            self.check(o, rules)
            if "progress" not in o:
                self.assertEqual(list(schema.errors(o, {"$ref": "#/definitions/result"}, result_rules)), [])
        # The schema can fail.
        broken = {**next(o for o in objects if "progress" not in o), "runs": -1}
        del broken["seed"]
        self.assertEqual(
            len(list(schema.errors(broken, {"$ref": "#/definitions/result"}, result_rules))), 2
        )

    def test_findings_are_told_before_the_result(self):
        objects = [json.loads(line) for line in self.explored("--json").out.splitlines()]
        for at, result in ((i, o) for i, o in enumerate(objects) if "progress" not in o):
            told = [
                finding
                for o in objects[:at]
                if "progress" in o and o["progress"]["scenario"] == result["scenario"]
                for finding in o["progress"]["found"]
            ]
            # What is only possible the result may leave out.
            self.assertLessEqual({f["kind"] for f in result["findings"]}, {f["kind"] for f in told})
            for finding in (f for f in told if not f["possible"]):
                replay = self.odd("replay", result["scenario"], "--schedule", finding["schedule"])
                self.assertEqual(replay.status, 1, replay.out)
                self.assertIn(finding["kind"], replay.out)

    def test_sarif_is_as_the_standard_says(self):
        self.explored("--sarif", "s.sarif")
        log = load(self.path("s.sarif"))
        rules = load(HERE, "sarif_subset.json")
        self.check(log, rules)
        run = log["runs"][0]
        self.assertEqual(run["tool"]["driver"]["name"], "heddle")
        found = {(r["ruleId"], r["level"]) for r in run["results"]}
        self.assertIn(("crash", "error"), found)
        for result in run["results"]:
            self.assertEqual(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"], result["ruleId"])
            self.assertIn("Replay it with", result["message"]["text"])
            self.assertEqual(len(result["locations"]), 1)
        self.assertFalse(run["invocations"][0]["executionSuccessful"])
        self.assertIn("given_up: not green", run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"])
        # The same bug has the same fingerprint in another campaign.
        self.odd("explore", "crash", "--seed", "9", "--runs", "100", "--sarif", "t.sarif")
        again = load(self.path("t.sarif"))["runs"][0]["results"][0]["partialFingerprints"]
        self.assertIn(again, [r["partialFingerprints"] for r in run["results"]])
        # The schema can fail.
        run["results"][0]["rulesId"] = "x"
        self.assertEqual(len(list(schema.errors(log, rules))), 1)

    def test_junit(self):
        outcome = self.explored("--junit", "j.xml")
        root = xml.etree.ElementTree.parse(self.path("j.xml")).getroot()
        cases = {case.get("name"): case for case in root.iter("testcase")}
        self.assertEqual(set(cases), {"crash", "crossed", "no_twin", "given_up"})
        self.assertEqual(cases["crash"].find("failure").get("type"), "crash")
        self.assertIn("Replay it with", cases["crash"].find("failure").text)
        self.assertIsNone(cases["no_twin"].find("failure"))
        self.assertIsNone(cases["no_twin"].find("error"))
        self.assertIn("cut", cases["given_up"].find("error").get("message"))
        self.assertEqual(root.get("tests"), "4")
        self.assertEqual(root.get("errors"), "1")
        self.assertIn("Replay it with", outcome.out)

    def test_hostile_names(self):
        outcome = self.odd(
            "explore", "hostile*", "--runs", "5", "--seed", "1", "--junit", "j.xml", "--sarif", "s.sarif", "--json",
            environment={"GITHUB_ACTIONS": "true"},
        )
        self.assertEqual(outcome.status, 1)
        name = outcome.results()[0]["scenario"]
        self.assertIn("]]>", name)
        case = next(xml.etree.ElementTree.parse(self.path("j.xml")).getroot().iter("testcase"))
        self.assertEqual(case.get("name").replace("\ufffd", ""), name.replace("\x01", "").replace("\ufffd", ""))
        self.check(load(self.path("s.sarif")), load(HERE, "sarif_subset.json"))
        commands = outcome.err.splitlines()
        self.assertEqual(len(commands), 1, commands)
        self.assertTrue(commands[0].startswith("::error file="), commands)
        self.assertIn("%0A", commands[0])

    def test_annotations_only_on_github(self):
        self.assertNotIn("::error", self.explored().out)
        outcome = self.explored(environment={"GITHUB_ACTIONS": "true"})
        lines = [line for line in outcome.out.splitlines() if line.startswith("::")]
        self.assertTrue(any(line.startswith("::error file=tests/cli/odd_scenarios.cpp,line=") for line in lines), lines)
        self.assertTrue(any("title=given_up::not green" in line for line in lines), lines)


class Progress(CommandLineTest):
    def test_what_a_clean_result_is_worth(self):
        outcome = self.odd("explore", "no_twin", "--seed", "1", "--runs", "5000", "--strategy", "pct:depth=2")
        self.assertEqual(outcome.status, 0)
        self.assertIn("runs/s", outcome.out)
        self.assertIn("1 class, a new one next with a chance of 0 %", outcome.out)
        self.assertIn("a bug of depth 2 missed with a chance of at most", outcome.out)

    def test_the_canary(self):
        result = self.odd("explore", "no_twin", "--seed", "1", "--runs", "1000", "--json").results()[0]
        self.assertEqual(result["canary"], "found")
        result = self.odd("explore", "no_twin", "--seed", "1", "--runs", "999", "--json").results()[0]
        self.assertEqual(result["canary"], "not run")
        result = self.odd("explore", "no_twin", "--seed", "1", "--strategy", "dfs", "--json").results()[0]
        self.assertEqual(result["canary"], "not run")

    def test_a_pipe_gets_a_line_only_every_ten_seconds(self):
        outcome = self.odd("explore", "no_twin", "--seconds", "11", "--seed", "1")
        lines = outcome.err.splitlines()
        self.assertEqual(len(lines), 1, lines)
        for word in ["no_twin: ", " runs", "runs/s", "0 findings"]:
            self.assertIn(word, lines[0])

    def test_a_terminal_gets_a_line_that_rewrites_itself(self):
        master, slave = pty.openpty()
        with open(slave, "wb") as terminal:
            done = subprocess.Popen(
                [ODD, "explore", "no_twin", "--seconds", "1", "--seed", "1"],
                cwd=self.folder.name, stdout=subprocess.PIPE, stderr=terminal,
            )
        written = b""
        while True:
            try:
                piece = os.read(master, 1 << 16)
            except OSError:  # nobody holds the other end any more
                break
            if not piece:
                break
            written += piece
        os.close(master)
        out, _ = done.communicate(timeout=30)
        self.assertEqual(done.returncode, 0, out)
        self.assertGreater(written.count(b"\r\x1b[K"), 3, written)
        self.assertIn(b"runs", written)
        self.assertNotIn(b"\n", written)
        self.assertTrue(written.endswith(b"\r\x1b[K"), "the line is taken away")

    def test_no_decision_is_not_green(self):
        outcome = self.odd("explore", "undecided", "--junit", "j.xml")
        self.assertEqual(outcome.status, 3)
        self.assertIn("not one decision", outcome.out)
        with open(self.path("j.xml")) as file:
            self.assertIn("not one decision", file.read())
        # But one schedule may be all there is.
        self.assertEqual(self.odd("explore", "undecided", "--strategy", "dfs").status, 0)


main()
