#include <heddle/error.h>

#include <sstream>
#include <string>

#include "semantics/run_test.h"

namespace heddle::semantics {
namespace {

const Error sentinel = new_error("not found");

TEST(Error, nil) {
  const Error nil;
  EXPECT_FALSE(nil);
  EXPECT_EQ(nil, nullptr);
  EXPECT_EQ(nil.text(), "<nil>");
  EXPECT_TRUE(nil.is(nullptr));
  EXPECT_FALSE(nil.is(sentinel));
  EXPECT_EQ(nil.unwrap(), nullptr);
}

TEST(Error, equality_is_identity) {
  const Error one = new_error("same text");
  const Error two = new_error("same text");
  const Error copy = one;
  EXPECT_TRUE(one);
  EXPECT_EQ(one, copy);
  EXPECT_NE(one, two);
  EXPECT_FALSE(one.is(two));
  EXPECT_EQ(one.text(), two.text());
}

TEST(Error, wraps) {
  const Error inner = wrap_error("load", sentinel);
  const Error outer = wrap_error("start", inner);
  EXPECT_EQ(outer.text(), "start: load: not found");
  EXPECT_TRUE(outer.is(sentinel) && outer.is(inner) && outer.is(outer));
  EXPECT_FALSE(inner.is(outer));
  EXPECT_EQ(outer.unwrap(), inner);
  EXPECT_EQ(sentinel.unwrap(), nullptr);
  std::ostringstream out;
  out << outer;
  EXPECT_EQ(out.str(), "start: load: not found");
}

TEST(Error, may_be_made_in_a_run_from_a_text_that_goes_away) {
  EXPECT_TRUE(clean([] {
    std::string text = "a text longer than any small string buffer";
    const Error made = new_error(text);
    text.assign(text.size(), 'x');
    check(made.text() == "a text longer than any small string buffer", "its own copy");
    check(new_error("").text().empty(), "no text at all");
    check(wrap_error("in a run", sentinel).is(sentinel), "a sentinel from outside");
  }));
}

// A function-local static is made in the first run and used in all.
TEST(Error, a_static_one_outlives_the_run) {
  int runs = 0;
  EXPECT_TRUE(clean(
      [&] {
        static const Error kept = new_error("made in the first run");
        (void)make<std::string>("something that would lie over it");
        check(kept.text() == "made in the first run", "still there");
        ++runs;
      },
      sampled(5)));
  EXPECT_EQ(runs, 5);
}

}  // namespace
}  // namespace heddle::semantics
