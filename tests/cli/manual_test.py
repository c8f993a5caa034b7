"""All that the command line says of itself: help, manual page, completions, complaints."""

import re
import shutil

from command_line import *

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
UPDATE = "HEDDLE_UPDATE" in os.environ

# What users get wrong, and a line for what each is about.
MISTAKES = [
    [],
    ["frobnicate"],
    ["explore", "--frobnicate"],
    ["explore", "no_such"],
    ["explore", "lost_result"],
    ["run", "leaks/*"],
    ["run"],
    ["explore", "leaks/*", "--strategy", "magic"],
    ["explore", "leaks/*", "--strategy", "pct:depth=0"],
    ["explore", "leaks/*", "--strategy", "pct:width=3"],
    ["explore", "leaks/*", "--runs", "-1"],
    ["explore", "leaks/*", "--bound", "x"],
    ["explore", "leaks/*", "--jobs", "0"],
    ["explore", "leaks/*", "--seconds", "5 parsecs"],
    ["explore", "leaks/*", "--preempt", "always"],
    ["explore", "leaks/*", "--shard", "5/4"],
    ["explore", "leaks/*", "--shard", "1/4"],
    ["explore", "leaks/lost_result", "--seed", "1", "--shard", "1/4", "--strategy", "dpor", "--bound", "1"],
    ["explore", "leaks/lost_result", "--out", "/dev/null/x"],
    ["replay", "nowhere.htrace"],
    ["replay", "leaks/lost_result"],
    ["replay", "leaks/lost_result", "--schedule", "h1:x"],
    ["show", "nowhere.htrace"],
    ["show", "empty.htrace"],
    ["show", "rubbish.htrace"],
    ["diff", "empty.htrace"],
    ["export", "empty.htrace", "--format", "pdf", "-o", "x"],
    ["graph", "empty.htrace", "-o", "x.gif"],
    ["merge", "nowhere"],
    ["corpus"],
    ["corpus", "import", "nowhere", "-o", "x"],
    ["completion", "tcsh"],
]


class Manual(CommandLineTest):
    def commands(self):
        page = self.heddle("manual", "markdown").out
        return [line.split(" ", 2)[2] for line in page.splitlines() if line.startswith("## ")]

    def golden(self, name, text):
        path = os.path.join(ROOT, name)
        if UPDATE:
            with open(path, "w") as file:
                file.write(text)
        with open(path) as file:
            self.assertEqual(file.read(), text, f"HEDDLE_UPDATE=1 writes {name} anew")

    def test_the_page_of_the_documentation_is_up_to_date(self):
        self.golden("docs/command-line.md", self.heddle("manual", "markdown").out)

    def test_every_help_and_complaint_on_one_page(self):
        text = ""
        for words in [[], *(command.split() for command in self.commands())]:
            outcome = self.heddle(*words, "--help")
            self.assertEqual((outcome.status, outcome.err), (0, ""))
            for line in outcome.out.splitlines():
                if not line.startswith("Usage:"):
                    self.assertLessEqual(len(line), 80, line)
            text += f"$ {' '.join(['heddle', *words, '--help'])}\n{outcome.out}\n"
        open(self.path("empty.htrace"), "w").close()
        with open(self.path("rubbish.htrace"), "w") as file:
            file.write("no trace at all\n")
        for words in MISTAKES:
            outcome = self.heddle(*words)
            self.assertNotEqual(outcome.status, 0)
            self.assertEqual(len(outcome.err.splitlines()), 1, outcome.err)
            text += f"$ {' '.join(['heddle', *words])}\n{outcome.err}status {outcome.status}\n\n"
        self.golden("tests/golden/command_line.txt", text.replace(HEDDLE, "heddle"))

    def test_the_manual_page_is_good_troff(self):
        page = self.heddle("manual", "man").out
        with open(self.path("heddle.1"), "w") as file:
            file.write(page)
        made = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-P-c", self.path("heddle.1")], capture_output=True, text=True, check=True
        )
        self.assertEqual(made.stderr, "")
        plain = re.sub(r"\s+", " ", re.sub(".\b", "", made.stdout)).replace("\u2010", "-").replace("\u2212", "-")
        for command in self.commands():
            self.assertIn(command, plain)
        for option in set(re.findall(r"`(--[a-z-]+)", self.heddle("manual", "markdown").out)):
            self.assertIn(option, plain)


# What is typed, what must be offered for its last word, and what must not.
COMPLETIONS = [
    ("ex", ["explore", "export"], ["run"]),
    ("explore --st", ["--strategy", "--strict"], ["--seed"]),
    ("explore --strategy ra", ["random"], ["dpor"]),
    ("explore --preempt ", ["sync", "memory"], ["leaks/lost_result"]),
    ("explore leaks/lost", ["leaks/lost_result"], ["leaks/first_error"]),
    ("corpus ", ["import", "export"], ["explore"]),
    ("corpus import --r", ["--run-timeout"], ["--runs"]),
    ("export --format ", ["perfetto", "json"], ["here.htrace"]),
    ("show he", ["here.htrace"], ["leaks/lost_result"]),
    ("replay he", ["here.htrace"], []),
    ("replay leaks/lost", ["leaks/lost_result"], []),
    ("explore --out fo", ["folder"], ["here.htrace"]),
]


class Completion(CommandLineTest):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("bin"))
        os.symlink(HEDDLE, self.path("bin/heddle"))
        os.mkdir(self.path("folder"))
        open(self.path("here.htrace"), "w").close()

    def ask(self, shell, command):
        """Runs a shell in the test's folder, with heddle in its path."""
        environment = {"PATH": self.path("bin") + ":" + os.environ["PATH"], "HOME": self.folder.name}
        self.assertTrue(shutil.which(shell), f"{shell} is needed for this test")
        outcome = self.run_program(shell, *command, environment=environment)
        self.assertEqual((outcome.status, outcome.err), (0, ""), command)
        return {line.split("\t")[0].rstrip("/") for line in outcome.out.splitlines()}

    def written(self, shell):
        with open(self.path("script"), "w") as file:
            file.write(self.heddle("completion", shell).out)
        # The name it is for is the program's, without folders.
        return self.path("script")

    def check(self, offered_for):
        for line, offered, withheld in COMPLETIONS:
            with self.subTest(line=line):
                words = offered_for("heddle " + line)
                self.assertLessEqual(set(offered), words)
                self.assertFalse(set(withheld) & words, words)

    def test_bash(self):
        script = self.written("bash")
        ask = (
            f"source {script}; IFS=' ' read -ra COMP_WORDS <<<\"$1\"; [[ $1 == *' ' ]] && COMP_WORDS+=('');"
            "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _heddle; printf '%s\\n' \"${COMPREPLY[@]}\""
        )
        self.check(lambda line: self.ask("bash", ["--norc", "-c", ask, "bash", line]))

    def test_fish(self):
        script = self.written("fish")
        self.check(lambda line: self.ask("fish", ["--no-config", "-c", f"source {script}; complete -C '{line}'"]))

    def test_zsh(self):
        """zsh completes at a prompt only: one in a pseudo-terminal lists what it would offer."""
        os.mkdir(self.path("functions"))
        os.rename(self.written("zsh"), self.path("functions/_heddle"))
        ask = self.path("ask.zsh")
        with open(ask, "w") as file:
            file.write(ZSH_ASKS)
        self.check(lambda line: self.ask("zsh", ["-f", ask, self.path("functions"), line]))


# Every match that is added is told, instead of being shown.
ZSH_ASKS = r"""
zmodload zsh/zpty
zpty asked zsh -f -i
zpty -w asked "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u; PS1=''; setopt no_beep"
zpty -w asked 'compadd() {
  if [[ ${@[(I)-O]} == 0 && ${@[(I)-A]} == 0 && ${@[(I)-D]} == 0 ]]; then
    local -a found; builtin compadd -O found "$@"; print -l -- "" "<<"$^found">>"
  fi
  builtin compadd "$@" }'
zpty -w asked "bindkey '^I' complete-word; zle -C complete-word complete-word tell; tell() { _main_complete; print -- '<<' 'end>>' }"
zpty -w asked 'print "<<""ready>>"'
zpty -r asked output '*<<ready>>*'
zpty -n -w asked "$2"$'\t'
zpty -r asked output '*<< end>>*'
print -r -- $output | sed -n 's/^.*<<\([^ ].*\)>>.*$/\1/p'
zpty -d asked
"""


if __name__ == "__main__":
    main()
