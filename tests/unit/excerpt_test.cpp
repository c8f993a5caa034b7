#include "report/excerpt.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "own_folder.h"

namespace heddle::report {
namespace {

class Excerpts : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_.path() / "src");
    std::filesystem::create_directories(folder_.path() / "out" / "traces");
    write("src/pool.cpp", 40);
  }

  void write(const std::string& name, int lines) const {
    std::ofstream out(folder_.path() / name);
    for (int i = 1; i <= lines; ++i) out << "line " << i << "\r\n";
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }
  [[nodiscard]] std::vector<Excerpt> of(const std::vector<Mark>& marks) const {
    return excerpts_of(marks, path("out/traces/x.htrace"));
  }
  static Mark mark(const std::string& file, std::uint32_t line, const std::string& note) {
    return {{file, line, ""}, note};
  }

 private:
  OwnFolder folder_;
};

TEST_F(Excerpts, AreFoundBelowAFolderOfTheTrace) {
  const std::vector<Excerpt> pieces = of({mark("src/pool.cpp", 10, "a")});
  ASSERT_EQ(pieces.size(), 1U);
  ASSERT_EQ(pieces[0].lines.size(), 7U);
  EXPECT_EQ(pieces[0].lines.front().number, 7U);
  EXPECT_EQ(pieces[0].lines[3].text, "line 10");
  EXPECT_EQ(pieces[0].lines[3].notes, std::vector<std::string>{"a"});
  EXPECT_TRUE(pieces[0].lines[2].notes.empty());
}

TEST_F(Excerpts, StandTogetherWhereTheyAreClose) {
  const std::vector<Excerpt> pieces = of(
      {mark("src/pool.cpp", 40, "end"), mark("src/pool.cpp", 1, "a"), mark("src/pool.cpp", 8, "b"),
       mark("src/pool.cpp", 8, "c"), mark("src/pool.cpp", 8, "b")});
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].lines.front().number, 1U);
  EXPECT_EQ(pieces[0].lines.back().number, 11U);
  EXPECT_EQ(pieces[0].lines[7].notes, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(pieces[1].lines.front().number, 37U);
  EXPECT_EQ(pieces[1].lines.back().number, 40U);
}

TEST_F(Excerpts, SayWhatWasNotFound) {
  for (const Mark& missing : {mark("src/gone.cpp", 3, ""), mark("src/pool.cpp", 41, ""),
                              mark(path("src/gone.cpp"), 3, "")}) {
    const std::vector<Excerpt> pieces = of({missing});
    ASSERT_EQ(pieces.size(), 1U);
    EXPECT_EQ(pieces[0].file, missing.site.file);
    EXPECT_TRUE(pieces[0].lines.empty());
  }
  EXPECT_TRUE(of({mark("", 3, ""), mark("src/pool.cpp", 0, "")}).empty());
}

// A trace may name any file of the machine on which somebody asks for a page to show around.
TEST_F(Excerpts, AreOfSourcesOnly) {
  write("src/secret.txt", 9);
  write("src/secret", 9);
  std::filesystem::create_directories(path("src/folder.cpp"));
  for (const std::string name : {"src/secret.txt", "src/secret", "src/folder.cpp"}) {
    for (const std::string& file : {name, path(name)}) {
      const std::vector<Excerpt> pieces = of({mark(file, 3, "")});
      ASSERT_EQ(pieces.size(), 1U);
      EXPECT_TRUE(pieces[0].lines.empty()) << file;
    }
  }
}

}  // namespace
}  // namespace heddle::report
