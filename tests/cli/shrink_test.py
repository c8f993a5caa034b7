"""heddle shrink: a simpler trace with the same finding, or one clear line."""

from command_line import *


class Shrink(CommandLineTest):
    def trace_of(self, program, scenario, *options):
        outcome = program("explore", scenario, "--seed", "1", "--no-shrink", "--json", *options)
        self.assertEqual(outcome.status, 1, outcome.out + outcome.err)
        return outcome.results()[0]["findings"][0]

    def test_a_finding_becomes_simpler_and_stays_the_same(self):
        found = self.trace_of(self.heddle, "races/lost_update")
        self.assertIsNone(found["shrinking"])
        shrunk = self.heddle("shrink", found["trace"], "-o", "small.htrace")
        self.assertEqual(shrunk.status, 0, shrunk.out + shrunk.err)
        self.assertIn("needed 1 preemption of", shrunk.out)
        self.assertIn("with fewer it does not come", shrunk.out)
        replayed = self.heddle("replay", "small.htrace")
        self.assertEqual(replayed.status, 1)
        self.assertTrue(replayed.out.startswith(found["kind"] + ": "), replayed.out)
        # Once more changes nothing.
        again = self.heddle("shrink", "small.htrace", "-o", "again.htrace")
        self.assertEqual(again.status, 0)
        with open(self.path("small.htrace"), "rb") as one, open(self.path("again.htrace"), "rb") as two:
            self.assertEqual(one.read(), two.read())

    def test_exploring_shrinks(self):
        outcome = self.heddle("explore", "races/lost_update", "--seed", "1", "--json")
        finding = outcome.results()[0]["findings"][0]
        self.assertEqual(finding["preemptions"], 1)
        self.assertTrue(finding["shrinking"]["fewest"])
        self.assertEqual(len(finding["shrinking"]["interruptions"]), 1)

    def test_a_crash_becomes_simpler_too(self):
        found = self.trace_of(self.odd, "crash")
        shrunk = self.odd("shrink", found["trace"], "-o", "small.htrace")
        self.assertEqual(shrunk.status, 0, shrunk.out + shrunk.err)
        replayed = self.odd("replay", "small.htrace")
        self.assertEqual(replayed.status, 1)
        self.assertTrue(replayed.out.startswith("crash: "), replayed.out)

    def test_what_cannot_be_shrunk_is_told_in_one_line(self):
        found = self.trace_of(self.heddle, "races/lost_update")
        self.refused(HEDDLE, "shrink", found["trace"], says="-o")
        self.refused(HEDDLE, "shrink", "nowhere.htrace", "-o", "x", says="nowhere.htrace")
        self.refused(ODD, "shrink", found["trace"], "-o", "x", says="not in this program")
        self.refused(
            HEDDLE, "shrink", found["trace"], "-o", "no/such/folder/x", status=3, says="no/such/folder"
        )
        self.assertEqual(self.heddle("run", "leaks/lost_result", "--twin", "-o", "good.htrace").status, 0)
        self.refused(HEDDLE, "shrink", "good.htrace", "-o", "x", says="has no finding")
        self.assertFalse(os.path.exists(self.path("x")))

    def test_a_device_is_written_to_and_not_replaced(self):
        found = self.trace_of(self.heddle, "races/lost_update")
        os.mkfifo(self.path("pipe"))
        reader = os.open(self.path("pipe"), os.O_RDONLY | os.O_NONBLOCK)
        self.assertEqual(self.heddle("shrink", found["trace"], "-o", "pipe").status, 0)
        self.assertTrue(os.read(reader, 1 << 20).endswith(b"HEND"))
        os.close(reader)
        self.assertFalse(os.path.isfile(self.path("pipe")))


if __name__ == "__main__":
    main()
