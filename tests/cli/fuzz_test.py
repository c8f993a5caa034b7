"""heddle replay --fuzz-input and heddle corpus, with inputs that are good, odd or missing."""

from command_line import *


class FuzzInputs(CommandLineTest):
    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return name

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def test_any_file_is_an_input(self):
        for content in (b"", b"x", bytes(1 << 20), b"\xff" * (1 << 20), os.urandom(5000)):
            self.write("input", content)
            outcome = self.heddle("replay", "leaks/lost_result", "--twin", "--fuzz-input", "input")
            self.assertEqual(outcome.status, 0, outcome.out + outcome.err)
            self.assertIn("nothing found", outcome.out)

    def test_no_bytes_are_the_default_order(self):
        self.write("empty", b"")
        replayed = self.heddle("replay", "races/overdraft", "--fuzz-input", "empty", "--events")
        usual = self.heddle("run", "races/overdraft", "--strategy", "default", "-o", "usual.htrace")
        self.assertEqual(usual.status, replayed.status)
        self.assertEqual(self.heddle("replay", "usual.htrace", "--events").out, replayed.out)

    def test_traces_become_inputs_and_traces_again(self):
        for scenario in ("races/overdraft", "deadlocks/crossed_locks", "leaks/dropped_stop"):
            found = self.heddle("explore", scenario, "--seed", "1", "--json")
            finding = found.results()[0]["findings"][0]
            imported = self.heddle("corpus", "import", finding["trace"], "-o", "inputs/of/it")
            self.assertEqual(imported.status, 0, imported.err)
            name = imported.out.split(":")[0]
            self.assertEqual(self.heddle("corpus", "export", scenario, name, "-o", "traces").status, 0)
            trace = f"traces/{os.path.basename(name)}.htrace"
            replayed = self.heddle("replay", trace)
            self.assertEqual(replayed.status, 1, replayed.err)
            self.assertTrue(replayed.out.startswith(finding["kind"] + ": "), replayed.out)
            self.assertEqual(
                self.heddle("replay", trace, "--events").out,
                self.heddle("replay", finding["trace"], "--events").out,
            )

    def test_a_crash_is_a_finding(self):
        self.write("empty", b"")
        crashed = self.odd("replay", "crash", "--fuzz-input", "empty", "-o", "crash.htrace")
        self.assertEqual(crashed.status, 1, crashed.err)
        self.assertTrue(crashed.out.startswith("crash: "), crashed.out)

    def test_what_cannot_be_done_is_told_in_one_line(self):
        self.write("input", b"abc")
        self.refused(HEDDLE, "replay", "leaks/lost_result", "--fuzz-input", "nowhere", says="nowhere")
        self.refused(HEDDLE, "replay", "leaks/lost_result", "--fuzz-input", ".", says="cannot be read")
        self.refused(HEDDLE, "replay", "no/such", "--fuzz-input", "input", says="no/such")
        self.refused(HEDDLE, "replay", "input", "--twin", says="--twin")
        self.refused(
            HEDDLE, "replay", "leaks/lost_result", "--fuzz-input", "input", "--schedule", "h1:", says="--schedule"
        )
        self.refused(HEDDLE, "corpus", "import", "input", "-o", "out", says="input")
        self.refused(HEDDLE, "corpus", "export", "leaks/lost_result", "nowhere", "-o", "out", says="nowhere")
        self.refused(HEDDLE, "corpus", says="needs one of these behind it: import, export")
        self.refused(
            HEDDLE, "corpus", "export", "leaks/lost_result", "input", "-o", "input/x", status=3, says="input/x"
        )


if __name__ == "__main__":
    main()
