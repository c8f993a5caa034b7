"""Exports, read by the programs they are for: protoc, a JSON parser, ShiViz's rules, dot, xmllint."""

import collections
import re
import shutil
import sys
import tempfile

from command_line import *

SUBJECTS = os.path.abspath(sys.argv[3])
PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "perfetto_subset.proto")


class Exports(CommandLineTest):
    traces = None

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory(prefix="heddle-export-")
        cls.addClassCleanup(cls.shared.cleanup)
        run = lambda *a: subprocess.run(a, cwd=cls.shared.name, check=True, capture_output=True)
        run(SUBJECTS, "generate", ".")
        for seed in range(1, 13):
            for scenario in ["levels", "locks"]:
                done = subprocess.run(
                    [SUBJECTS, "run", scenario, "--strategy", "random", "--seed", str(seed),
                     "-o", f"{scenario}{seed}.htrace"],
                    cwd=cls.shared.name, capture_output=True)
                assert done.returncode in (0, 1), done.stderr
        done = subprocess.run([HEDDLE, "explore", "channels/*", "deadlocks/*", "leaks/*", "--seed", "1", "--out", "."],
                              cwd=cls.shared.name, capture_output=True)
        assert done.returncode == 1, done.stderr
        cls.traces = sorted(
            os.path.join(cls.shared.name, n) for n in os.listdir(cls.shared.name) if n.endswith(".htrace"))
        assert len(cls.traces) >= 12 + 24 + 30, cls.traces

    def all_traces(self):
        for trace in self.traces:
            try:
                yield trace
            except GeneratorExit:
                print("in", trace, file=sys.stderr)
                raise

    def exported(self, trace, form):
        outcome = self.heddle("export", trace, "--format", form, "-o", "out")
        self.assertEqual((outcome.status, outcome.out, outcome.err), (0, "", ""))
        with open(self.path("out"), "rb") as file:
            return file.read()

    def lines(self, trace):
        """The JSON lines, by type."""
        found = collections.defaultdict(list)
        for line in self.exported(trace, "json").decode("utf-8").splitlines():
            entry = json.loads(line)
            self.assertEqual(next(iter(entry)), "type")
            found[entry["type"]].append(entry)
        return found

    def past_of(self, events):
        """The definition of happens-before: for each event, all events before it, and itself."""
        past, latest = {}, {}
        for event in events:
            mine = {event["number"]}
            sources = list(event.get("after", []))
            if event["goroutine"] != 0 and event["goroutine"] in latest:
                sources.append(latest[event["goroutine"]])
            for source in sources:
                mine |= past[source]
            past[event["number"]] = mine
            latest[event["goroutine"]] = event["number"]
        return past

    def test_json_lines(self):
        for trace in self.all_traces():
            found = self.lines(trace)
            self.assertEqual(len(found["run"]), 1)
            for kind in ["event", "goroutine", "object"]:
                self.assertEqual([e["number"] for e in found[kind]], list(range(1, len(found[kind]) + 1)))
            for event in found["event"]:
                self.assertTrue(all(source < event["number"] for source in event.get("after", [])))

    # --- Perfetto -------------------------------------------------------------------------------

    def decoded(self, data):
        """What protoc makes of it: a list of packets, each a list of (path, value)."""
        done = subprocess.run(
            ["protoc", f"--proto_path={os.path.dirname(PROTO)}", "--decode=heddle.test.Trace", PROTO],
            input=data, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        packets, stack = [], []
        for line in done.stdout.decode("ascii").splitlines():
            line = line.strip()
            if line.endswith("{"):
                name = line[:-1].strip()
                if not stack:
                    packets.append([])
                stack.append(name)
            elif line == "}":
                stack.pop()
            else:
                name, value = line.split(": ", 1)
                packets[-1].append((".".join(stack[1:] + [name]), value))
            # A number instead of a name is a field that is not in the format.
            self.assertFalse(name.isdigit(), line)
        return packets

    def test_perfetto(self):
        for trace in self.all_traces():
            packets = self.decoded(self.exported(trace, "perfetto"))
            tracks, slices, flows, counts = {}, collections.defaultdict(list), collections.Counter(), []
            flow_ends = collections.Counter()
            for number, packet in enumerate(packets):
                fields = dict(packet)
                self.assertEqual(fields["trusted_packet_sequence_id"], "1")
                self.assertEqual("sequence_flags" in fields, number == 0)
                if "track_descriptor.uuid" in fields:
                    uuid = fields["track_descriptor.uuid"]
                    self.assertNotIn(uuid, tracks)
                    self.assertNotEqual(uuid, "0")
                    tracks[uuid] = fields
                    continue
                uuid, kind = fields["track_event.track_uuid"], fields["track_event.type"]
                at = int(fields["timestamp"])
                if kind in ("TYPE_SLICE_BEGIN", "TYPE_SLICE_END"):
                    slices[uuid].append((at, kind))
                if kind == "TYPE_COUNTER":
                    counts.append((uuid, at, int(fields["track_event.counter_value"])))
                for name, value in packet:
                    if name == "track_event.flow_ids":
                        flows[value] += 1
                    if name == "track_event.terminating_flow_ids":
                        flow_ends[value] += 1
            self.assertEqual(flows, flow_ends)
            for fields in tracks.values():
                parent = fields.get("track_descriptor.parent_uuid")
                self.assertTrue(parent is None or parent in tracks)
            self.assertEqual(sum("track_descriptor.parent_uuid" not in f for f in tracks.values()), 1)
            for uuid, events in slices.items():
                self.assertIn(uuid, tracks)
                depth = 0
                # As it is imported: by time, of one time in the order of the file.
                for _, kind in sorted(events, key=lambda event: event[0]):
                    depth += 1 if kind == "TYPE_SLICE_BEGIN" else -1
                    self.assertIn(depth, (0, 1), "slices of a track overlap")
                self.assertEqual(depth, 0)
            for uuid, _, count in counts:
                self.assertIn("made at", tracks[uuid]["track_descriptor.description"])
                self.assertGreaterEqual(count, 0)
            found = self.lines(trace)
            numbered = [f for f in packets if ("track_event.categories", '"event"') in f]
            self.assertEqual(len(numbered), len(found["event"]))

    def test_levels_are_what_the_program_saw(self):
        asked = 0
        for trace in self.all_traces():
            if not os.path.basename(trace).startswith("levels"):
                continue
            found = self.lines(trace)
            level = collections.defaultdict(list)
            for event in json.loads(self.exported(trace, "chrome"))["traceEvents"]:
                if event["ph"] == "C":
                    level[event["name"]].append((event["ts"], event["args"]["values"]))
            capacity = {o["number"]: o.get("capacity", 0) for o in found["object"]}
            for name, changes in level.items():
                most = capacity[int(name.split()[1])]
                self.assertTrue(all(0 <= values <= most for _, values in changes))
            for event in found["event"]:
                if event["op"] != "chan-len":
                    continue
                before = [v for at, v in level[f"channel {event['object']}"] if at <= event["number"]]
                self.assertEqual(before[-1] if before else 0, event["values"]["length"], event)
                asked += 1
        self.assertGreater(asked, 100)

    # --- Chrome ---------------------------------------------------------------------------------

    def test_chrome(self):
        for trace in self.all_traces():
            events = json.loads(self.exported(trace, "chrome"))["traceEvents"]
            threads, flows = collections.defaultdict(list), collections.defaultdict(dict)
            for event in events:
                self.assertIsInstance(event["pid"], int)
                if event["ph"] == "X":
                    self.assertIsInstance(event["tid"], int)
                    self.assertGreater(event["dur"], 0)
                    threads[event["pid"], event["tid"]].append(
                        (event["ts"], event["ts"] + event["dur"]))
                elif event["ph"] in "sf":
                    self.assertEqual(event["bp"], "e")
                    self.assertNotIn(event["ph"], flows[event["id"]])
                    flows[event["id"]][event["ph"]] = event
                else:
                    self.assertIn(event["ph"], "MCi")
            for spans in threads.values():
                spans.sort()
                for one, other in zip(spans, spans[1:]):
                    self.assertLessEqual(one[1], other[0], "slices of a thread overlap")
            for ends in flows.values():
                start, finish = ends["s"], ends["f"]
                self.assertEqual((start["cat"], start["name"]), (finish["cat"], finish["name"]))
                self.assertLess(start["ts"], finish["ts"])
                for end in (start, finish):
                    spans = threads[end["pid"], end["tid"]]
                    self.assertTrue(any(a <= end["ts"] < b for a, b in spans), end)

    def test_holds_exclude(self):
        """Nobody holds a lock beside one that has it for itself."""
        held = 0
        for trace in self.all_traces():
            if not os.path.basename(trace).startswith("locks"):
                continue
            events = json.loads(self.exported(trace, "chrome"))["traceEvents"]
            name_of = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
            spans = collections.defaultdict(list)
            for event in events:
                if event.get("cat") == "hold":
                    spans[name_of[event["pid"], event["tid"]]].append(event)
            kinds = {name.split()[0] for name in spans}
            self.assertEqual(kinds, {"mutex", "rwmutex", "once"})
            for holds in spans.values():
                for one in holds:
                    held += 1
                    for other in holds:
                        shared = one["name"].startswith("read") and other["name"].startswith("read")
                        if one is other or shared:
                            continue
                        self.assertTrue(one["ts"] + one["dur"] <= other["ts"]
                                        or other["ts"] + other["dur"] <= one["ts"], (one, other))
        self.assertGreater(held, 100)

    # --- ShiViz ---------------------------------------------------------------------------------

    def test_shiviz(self):
        for trace in self.all_traces():
            text = self.exported(trace, "shiviz").decode("utf-8")
            pattern, delimiter, log = text.split("\n", 2)
            as_python = lambda expression: re.compile(f"^{expression.replace('(?<', '(?P<')}$", re.M)
            labels = as_python(delimiter).findall(log)
            self.assertEqual(len(labels), 1)
            matches = list(as_python(pattern).finditer(log.split("\n", 1)[1]))
            events = self.lines(trace)["event"]
            self.assertEqual(len(matches), len(events))
            past = self.past_of(events)
            clocks = {}
            last = collections.Counter()
            for match, event in zip(matches, events):
                clock, host = json.loads(match["clock"]), match["host"]
                last[host] += 1
                self.assertEqual(clock[host], last[host])
                self.assertTrue(all(1 <= value <= last[other] for other, value in clock.items()))
                clocks[event["number"]] = (host, clock)
            # A vector clock says exactly what happened before.
            for number, (_, clock) in clocks.items():
                for other, (host, its) in clocks.items():
                    known = clock.get(host, 0) >= its[host]
                    self.assertEqual(known, other in past[number], (other, number))

    # --- Graphs ---------------------------------------------------------------------------------

    def test_graph_of_everything(self):
        for trace in self.all_traces():
            found = self.lines(trace)
            outcome = self.heddle("graph", trace, "--all", "-o", "graph.svg")
            if not found["event"]:
                self.assertEqual(outcome.status, 2)
                continue
            if len(found["event"]) > 400:
                continue
            self.assertEqual((outcome.status, outcome.err), (0, ""))
            subprocess.run(["xmllint", "--noout", "--nonet", self.path("graph.svg")], check=True)
            with open(self.path("graph.svg"), encoding="utf-8") as file:
                svg = file.read()
            # And what somebody wants at the end, where there is no event of it.
            latest = {event["goroutine"]: event for event in found["event"]}
            wishes = [g for g in found["goroutine"] if g["number"] in latest and "pending" in g
                      and g["state"] in ("disabled", "parked") and not latest[g["number"]].get("waits")]
            self.assertEqual(svg.count('class="node"'), len(found["event"]) + len(wishes))
            columns = {event["goroutine"] for event in found["event"]} - {0}
            self.assertEqual(svg.count('class="cluster"'), len(columns))

    def test_edges_of_the_graph_are_the_order(self):
        """With what they imply, and between goroutines no edge that others imply."""
        for trace in self.all_traces():
            found = self.lines(trace)["event"]
            if not found or len(found) > 150:
                continue
            dot = self.heddle("graph", trace, "--all", "-o", "-").out
            past = self.past_of(found)
            edges = collections.defaultdict(set)
            for source, target, style in re.findall(r"^ *e(\d+) -> e(\d+)(.*)", dot, re.M):
                if "dashed" in style:  # a missing one
                    self.assertNotIn(int(source), past[int(target)])
                else:
                    edges[int(target)].add(int(source))
            reached = {}
            for event in found:
                number = event["number"]
                reached[number] = {number}.union(*(reached[s] for s in edges[number]))
                self.assertEqual(reached[number], past[number])
                for source in edges[number]:
                    if found[source - 1]["goroutine"] == event["goroutine"]:
                        continue
                    others = edges[number] - {source}
                    self.assertFalse(any(source in past[other] for other in others))

    def test_what_matters(self):
        """The slice: the guilty are marked, a missing order is dashed, and little else is there."""
        marked = dashed = 0
        for trace in self.all_traces():
            found = self.lines(trace)
            if not found["finding"] or "generated" in trace:
                continue
            dot = self.heddle("graph", trace, "-o", "-").out
            nodes = re.findall(r"^ *e(\d+) \[label=(.*)", dot, re.M)
            self.assertLessEqual(len(nodes), min(60, len(found["event"])))
            marked += sum("penwidth=2" in style for _, style in nodes)
            dashed += dot.count("nothing\\norders these")
            shown = {number for number, _ in nodes}
            for ends in re.findall(r"^ *e(\d+) -> e(\d+)", dot, re.M):
                self.assertLessEqual(set(ends), shown)
        self.assertGreater(marked, 20)
        self.assertGreater(dashed, 3)

    def test_a_deadlock_shows_who_holds_what(self):
        trace = next(t for t in self.traces if "crossed_locks" in t)
        dot = self.heddle("graph", trace, "-o", "-").out
        self.assertEqual(len(re.findall(r'e\d+ -> w\d+ .*label="still held"', dot)), 2)
        self.assertEqual(len(re.findall(r'w\d+ .label="waits: sync.Mutex.Lock mutex', dot)), 2)

    def test_report(self):
        campaign = [t for t in self.traces if os.path.basename(t).count(".") > 1]
        campaign = campaign[:: len(campaign) // 16][:16]
        outcome = self.heddle("report", *campaign, "-o", "x.html")
        self.assertEqual((outcome.status, outcome.out, outcome.err), (0, "", ""))
        with open(self.path("x.html"), encoding="utf-8") as file:
            page = file.read()
        # One for each finding; a run may show two.
        sections = page.count("<section ")
        self.assertGreaterEqual(sections, 16)
        for part in ["drawing", "timeline"]:
            self.assertEqual(page.count(f'<div class="{part}">'), sections)
        for trace in campaign:
            self.assertIn(f"{HEDDLE} replay {trace}", page)
        # Nothing is fetched, nothing runs.
        self.assertNotRegex(page, r"<script|<link|src=|url\((?!#)|@import")
        self.check_page("x.html")

    def test_report_of_anything(self):
        odd = [t for t in self.traces if "generated" in t or "levels" in t]
        outcome = self.heddle("report", *odd, "-o", "x.html")
        self.assertEqual(outcome.status, 0, outcome.err)
        self.check_page("x.html")
        nowhere = {"PATH": self.path("nowhere")}
        campaign = [t for t in self.traces if "channels" in t]
        outcome = self.heddle("report", *campaign, "-o", "x.html", environment=nowhere)
        self.assertEqual(outcome.status, 0)
        self.assertEqual(len(outcome.err.splitlines()), 1)
        self.assertIn("graphviz", outcome.err)
        self.refused(HEDDLE, "report", "nowhere", "-o", "x.html", says="nowhere")
        self.refused(HEDDLE, "report", campaign[0], says="-o")

    def check_page(self, name):
        """Well-formed: every tag of the page is closed, in order, and nothing is left unescaped."""
        with open(self.path(name), encoding="utf-8") as file:
            page = file.read()
        body = page[page.index("<body>") :].replace("</html>", "")
        body = body.replace("xlink:", "").replace("&nbsp;", " ")
        with open(self.path("body.xml"), "w", encoding="utf-8") as file:
            file.write(body)
        subprocess.run(["xmllint", "--noout", "--nonet", "--huge", self.path("body.xml")], check=True)

    def test_kinds_of_drawings(self):
        trace = next(t for t in self.traces if "lost_result" in t)
        starts = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph"}
        for ending, start in starts.items():
            outcome = self.heddle("graph", trace, "--all", "-o", f"x.{ending}")
            self.assertEqual((outcome.status, outcome.out, outcome.err), (0, "", ""))
            with open(self.path(f"x.{ending}"), "rb") as file:
                self.assertTrue(file.read().startswith(start))

    def test_without_graphviz(self):
        trace = next(t for t in self.traces if "lost_result" in t)
        nowhere = {"PATH": self.path("nowhere")}
        outcome = self.heddle("graph", trace, "--all", "-o", "x.svg", environment=nowhere)
        self.assertEqual(outcome.status, 3)
        self.assertEqual(len(outcome.err.splitlines()), 1)
        self.assertIn("graphviz", outcome.err)
        self.assertFalse(os.path.exists(self.path("x.svg")))
        outcome = self.heddle("graph", trace, "--all", "-o", "x.dot", environment=nowhere)
        self.assertEqual(outcome.status, 0, outcome.err)

    # --- The command line -----------------------------------------------------------------------

    def test_standard_output(self):
        trace = self.traces[0]
        for form in ["chrome", "shiviz", "json", "text"]:
            outcome = self.heddle("export", trace, "--format", form, "-o", "-")
            self.assertEqual((outcome.status, outcome.err), (0, ""))
            with_file = self.exported(trace, form).decode("utf-8", errors="replace")
            self.assertEqual(outcome.out, with_file)

    def test_wrong_usage(self):
        trace = self.traces[0]
        self.refused(HEDDLE, "export", trace, "--format", "perfetto", "-o", "-", says="no text")
        self.refused(HEDDLE, "export", trace, "--format", "ctf", "-o", "x", says="shiviz")
        self.refused(HEDDLE, "export", trace, "-o", "x", says="--format")
        self.refused(HEDDLE, "export", "nowhere", "--format", "json", "-o", "x", says="nowhere")
        self.refused(HEDDLE, "graph", trace, "-o", "x.gif", says=".svg")
        self.refused(HEDDLE, "graph", trace, says="-o")
        self.refused(HEDDLE, "graph", HEDDLE, "-o", "x.svg", says="no good trace")
        self.refused(HEDDLE, "export", trace, "--format", "json", "-o", "no/such/place", status=3,
                     says="no/such/place")


if __name__ == "__main__":
    for tool in ["dot", "protoc", "xmllint"]:
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is not there: install graphviz, protobuf-compiler and libxml2-utils")
    main()
