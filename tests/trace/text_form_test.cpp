#include <heddle/trace/text_form.h>

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "generated_trace.h"

namespace heddle::trace {
namespace {

TEST(TextForm, and_back_nothing_is_lost) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Trace trace = test::generated_trace(
        {.seed = seed, .events = static_cast<std::uint32_t>(seed % 60), .goroutines = 4});
    const std::string text = to_text(trace);
    TraceError error;
    const auto read = from_text(text, error);
    ASSERT_TRUE(read.has_value()) << seed << ": " << error.message << "\n"
                                  << text.substr(error.offset, 200);
    EXPECT_EQ(*read, trace) << seed;
    EXPECT_EQ(to_text(*read), text) << seed;
  }
}

// Every operation's row gives its values names that can stand in a line, and two of them.
TEST(TextForm, the_operation_table_fits) {
  for (unsigned i = 0; i < op_kind_count; ++i) {
    const OpInfo& about = info(static_cast<OpKind>(i));
    std::set<std::string_view> names = {"object", "site", "from", "waits"};
    for (const std::string_view name : {about.value_a, about.value_b}) {
      if (name.empty()) continue;
      EXPECT_TRUE(names.insert(name).second) << about.name << " " << name;
      EXPECT_EQ(name.find_first_of(" =\"\\\n"), std::string_view::npos) << about.name;
    }
    EXPECT_EQ(about.name.find_first_of(" =\"\\\n"), std::string_view::npos) << about.name;
  }
}

TEST(TextForm, errors_name_what_and_where) {
  const Trace trace = test::generated_trace({.seed = 1, .events = 5, .goroutines = 2});
  const std::string text = to_text(trace);
  const auto error_of = [](const std::string& changed) {
    TraceError error;
    EXPECT_FALSE(from_text(changed, error).has_value());
    EXPECT_LE(error.offset, changed.size());
    return std::to_string(error.offset) + ": " + error.message;
  };
  const std::string head = "heddle-trace-text 1\n";
  EXPECT_EQ(error_of(""), "0: the text was cut short: a line has no end");
  EXPECT_EQ(error_of("x\n"), "0: a trace as text begins with the line 'heddle-trace-text 1'");
  EXPECT_EQ(error_of(head + "what 1\n"), "20: a line cannot begin with 'what'");
  EXPECT_EQ(error_of(head + "run\n"), "20: a word is missing");
  EXPECT_EQ(error_of(head + "run \"a\n"), "20: a quote is not closed");
  EXPECT_EQ(error_of(head + "run \"\\q\"\n"), "20: in quotes, \\ is followed by \", \\ or x");
  EXPECT_EQ(error_of(head + "run a seed=-1\n"), "20: '-1' is no number up to 18446744073709551615");
  EXPECT_EQ(error_of(head + "run a color=red\n"), "20: 'color' does not belong here");
  EXPECT_EQ(error_of(head + "event 2 G1 start\n"), "20: event 1 is expected here");
  EXPECT_EQ(error_of(head + "event 1 G1 jump\n"), "20: there is no operation 'jump'");
  EXPECT_EQ(error_of(head + "event 1 G1 start from=1\n"), "20: '1' is no number up to 0");
  EXPECT_EQ(error_of(head + "event 1 G1 start\nend\n"),
            "41: a line names goroutine 1, which is not there");
  EXPECT_EQ(error_of(head + "decision goroutines\n"),
            "20: there is no kind of decision 'goroutines'");
  EXPECT_EQ(error_of(head + "finding {]\n"), "20: a finding is no JSON");
  EXPECT_EQ(error_of(text + "x\n"),
            std::to_string(text.size()) + ": there is something after the end");
}

TEST(TextForm, mutated_text_gives_a_trace_or_an_error) {
  test::Numbers numbers(9);
  const std::string text =
      to_text(test::generated_trace({.seed = 3, .events = 20, .goroutines = 3}));
  unsigned read_anyway = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string changed = text;
    const std::size_t at = numbers.below(text.size());
    switch (numbers.below(4)) {
      case 0: changed.resize(at); break;
      case 1: changed[at] = static_cast<char>(numbers.below(256)); break;
      case 2: changed.erase(at, 1 + numbers.below(9)); break;
      default:
        changed.insert(at, text.substr(numbers.below(text.size()), numbers.below(30)));
        break;
    }
    TraceError error;
    const auto read = from_text(changed, error);
    if (!read) {
      ASSERT_FALSE(error.message.empty());
      continue;
    }
    ++read_anyway;
    // Whatever is taken for a trace is one: it can be written and read.
    EXPECT_EQ(from_text(to_text(*read), error), read) << round;
    EXPECT_TRUE(parse_trace(to_bytes(*read), error).has_value()) << error.message;
  }
  EXPECT_GT(read_anyway, 100U);
}

}  // namespace
}  // namespace heddle::trace
