// Reports for other programs: what is hostile is escaped, what is empty is still a report.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "own_folder.h"
#include "report/github.h"
#include "report/junit.h"
#include "report/sarif.h"
#include "report/whole_file.h"

namespace heddle::report {
namespace {

Summary hostile() {
  Summary summary;
  summary.scenario = "a]]>&<b\"'\n\x01,::";
  Reported reported;
  reported.finding.kind = trace::Kind::leak;
  reported.finding.message = "50% of\r\n<it> & \xff";
  reported.finding.sites = {{"dir with space/a,b:%.cpp", 7, "f<int>"}};
  reported.replay = "heddle replay 'x y'";
  summary.findings.push_back(reported);
  summary.not_green = "one\nreason";
  return summary;
}

TEST(XmlText, EscapesWhatXmlCannotHold) {
  EXPECT_EQ(xml_text("plain text 1.2"), "plain text 1.2");
  EXPECT_EQ(xml_text("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;");
  EXPECT_EQ(xml_text("a\nb\tc\rd"), "a&#10;b&#9;c&#13;d");
  EXPECT_EQ(xml_text("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
            "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(xml_text(std::string("a\0b", 3)), "a" + bad + "b");
  EXPECT_EQ(xml_text("\x01\x1f"), bad + bad);
  EXPECT_EQ(xml_text("\xff"), bad);
  EXPECT_EQ(xml_text("\xc3"), bad) << "cut short";
  EXPECT_EQ(xml_text("\xc0\x80"), bad + bad) << "longer than it must be";
  EXPECT_EQ(xml_text("\xe0\x80\xaf"), bad + bad + bad) << "longer than it must be";
  EXPECT_EQ(xml_text("\xed\xa0\x80"), bad + bad + bad) << "half of a pair";
  EXPECT_EQ(xml_text("\xef\xbf\xbf"), bad + bad + bad) << "no character";
  EXPECT_EQ(xml_text("\xf4\x90\x80\x80"), bad + bad + bad + bad) << "too high";
}

TEST(XmlText, IsTotal) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text{static_cast<char>(a), static_cast<char>(b), 'x'};
      const std::string out = xml_text(text);
      EXPECT_EQ(out.back(), 'x') << a << " " << b;
      EXPECT_EQ(out.find('<'), std::string::npos);
    }
  }
}

TEST(JUnit, OfNothingAndOfHostileNames) {
  EXPECT_NE(junit_of({}).find("tests=\"0\" failures=\"0\""), std::string::npos);
  const Summary one[] = {hostile()};
  const std::string xml = junit_of(one);
  EXPECT_EQ(xml.find('\x01'), std::string::npos);
  EXPECT_EQ(xml.find("]]>"), std::string::npos);
  EXPECT_NE(xml.find("failures=\"1\" errors=\"1\""), std::string::npos);
}

TEST(Sarif, OfNothingAndOfHostileNames) {
  const auto nothing = nlohmann::json::parse(sarif_of({}, "1.2.3"));
  EXPECT_TRUE(nothing["runs"].is_array());
  EXPECT_TRUE(nothing["runs"][0]["results"].empty());
  EXPECT_TRUE(nothing["runs"][0]["results"].is_array());
  EXPECT_TRUE(nothing["runs"][0]["invocations"][0]["executionSuccessful"]);
  const Summary two[] = {hostile(), hostile()};
  const auto log = nlohmann::json::parse(sarif_of(two, "1.2.3"));
  const auto& run = log["runs"][0];
  ASSERT_EQ(run["results"].size(), 2U);
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), 1U) << "one rule for a kind";
  EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "dir%20with%20space/a%2Cb%3A%25.cpp");
  EXPECT_FALSE(run["invocations"][0]["executionSuccessful"]);
}

TEST(Sarif, APossibleFindingIsAWarning) {
  Summary summary = hostile();
  summary.findings[0].fails = false;
  const Summary one[] = {summary};
  EXPECT_EQ(nlohmann::json::parse(sarif_of(one, "1.2.3"))["runs"][0]["results"][0]["level"],
            "warning");
}

TEST(GitHub, ACommandIsOneLine) {
  const Summary one[] = {hostile()};
  const std::string commands = github_of(one);
  EXPECT_EQ(std::count(commands.begin(), commands.end(), '\n'), 2);
  EXPECT_NE(commands.find("file=dir with space/a%2Cb%3A%25.cpp,line=7,"), std::string::npos);
  EXPECT_NE(commands.find("50%25 of%0D%0A<it>"), std::string::npos);
  EXPECT_EQ(github_of({}), "");
}

TEST(WholeFile, IsWrittenWholeOrNotAtAll) {
  const OwnFolder own;
  const std::string folder = own.path();
  const std::string path = folder + "/heddle_whole_file_test.txt";
  std::string error;
  ASSERT_TRUE(write_whole_file(path, "first", error)) << error;
  ASSERT_TRUE(write_whole_file(path, std::string(100'000, 'x'), error)) << error;
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(text.size(), 100'000U);
  EXPECT_FALSE(write_whole_file("/dev/full", "x", error));
  EXPECT_EQ(error, "cannot write /dev/full: No space left on device");
  EXPECT_FALSE(write_whole_file(folder + "/nowhere/x", "x", error));
  EXPECT_TRUE(write_whole_file("/dev/null", "x", error));
}

}  // namespace
}  // namespace heddle::report
