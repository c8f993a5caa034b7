#include <gtest/gtest.h>
#include <heddle/here.h>

namespace heddle {
namespace {

Here asked(Here at = Here::current()) { return at; }

// Traces of two checkouts are the same bytes: no file name tells where the tree stands.
TEST(Here, NamesTheFileFromTheRootOfTheTree) {
  EXPECT_STREQ(asked().file, "tests/unit/here_test.cpp");
  EXPECT_STREQ(__FILE__, "tests/unit/here_test.cpp");
}

TEST(Here, NamesTheCallersLineAndFunction) {
  const Here at = asked();
  EXPECT_EQ(at.line, __LINE__ - 1U);
  EXPECT_STREQ(at.function, "TestBody");
}

TEST(Here, NamesTheLineOfAnArgumentThatIsACall) {
  const auto pass = [](Here at) { return at; };
  EXPECT_EQ(pass(asked()).line, static_cast<unsigned>(__LINE__));
}

}  // namespace
}  // namespace heddle
