#include <heddle/trace/trace_file.h>

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "engine/rng.h"

namespace heddle::trace {
namespace {

Trace sample() {
  Trace trace;
  trace.scenario = "a/b \"quoted\" \xc3\xa9";
  trace.fixed = true;
  trace.strategy = "pct:depth=3";
  trace.seed = 0xffffffffffffffffULL;
  trace.run = 12;
  trace.early = 2;
  trace.schedule = "h1:x";
  trace.cut = "step limit";
  trace.prefix = true;
  trace.decisions = {{DecisionKind::goroutine, 2, 77}, {DecisionKind::random_high, 255, 0}};
  trace.sites = {{"a.cpp", 3, "f"}, {"b.cpp", 4, "operator()"}};
  trace.goroutines.resize(3);
  trace.goroutines[1] = {1, 1, 2, "worker", State::parked, OpKind::select, 1, {1, 2}};
  trace.goroutines[2] = {2, 1, 1, "", State::done, OpKind::none, 0, {}};
  trace.objects = {{0x0123456789abcdefULL, "channel", 1, 1}, {1, "mutex", 0, 0}};
  trace.texts = {"line\n\"two\""};
  for (std::uint32_t i = 0; i < 3; ++i) {
    Event event;
    event.number = i + 1;
    event.goroutine = i;
    event.kind = i == 2 ? OpKind::log : OpKind::chan_send;
    event.value_a = i == 2 ? 1 : 0xffffffffffffffffULL;
    event.object = i;
    event.site = i;
    event.waits = i == 1;
    trace.events.push_back(event);
  }
  trace.events[2].edge_count = 2;
  trace.edges = {1, 2};
  Finding finding;
  finding.kind = Kind::leak;
  finding.message = "m";
  finding.goroutines.push_back({2,
                                "0.1",
                                "worker",
                                "select",
                                {"a.cpp", 3, "f"},
                                1,
                                {"b.cpp", 4, ""},
                                "channel 1",
                                {"G1 (has ended)"},
                                {{"c.cpp", 5, "g"}},
                                {"mutex 1"}});
  finding.sites = {{"a.cpp", 3, ""}};
  finding.notes = {"n"};
  finding.step = 9;
  finding.after_main = true;
  finding.possible = true;
  finding.early_firings = 1;
  finding.count = 5;
  finding.first_run = 12;
  finding.decisions = 2;
  finding.preemptions = 1;
  finding.schedule = "h1:x";
  trace.findings.push_back(finding);
  return trace;
}

std::string error_of(const std::string& bytes, std::uint64_t* offset = nullptr) {
  TraceError error;
  if (parse_trace(bytes, error)) return "";
  EXPECT_LE(error.offset, bytes.size());
  EXPECT_FALSE(error.message.empty());
  if (offset != nullptr) *offset = error.offset;
  return error.message;
}

TEST(TraceFile, WhatIsWrittenIsRead) {
  const std::string bytes = to_bytes(sample());
  TraceError error;
  const auto read = parse_trace(bytes, error);
  ASSERT_TRUE(read.has_value()) << error.offset << ": " << error.message;
  EXPECT_EQ(to_bytes(*read), bytes);
  const Trace wanted = sample();
  EXPECT_EQ(read->scenario, wanted.scenario);
  EXPECT_EQ(read->fixed, wanted.fixed);
  EXPECT_EQ(read->seed, wanted.seed);
  EXPECT_EQ(read->decisions, wanted.decisions);
  EXPECT_EQ(read->sites, wanted.sites);
  EXPECT_EQ(read->goroutines, wanted.goroutines);
  EXPECT_EQ(read->objects, wanted.objects);
  EXPECT_EQ(read->texts, wanted.texts);
  EXPECT_EQ(read->edges, wanted.edges);
  ASSERT_EQ(read->events.size(), 3U);
  EXPECT_EQ(read->events[2].edge_count, 2);
  EXPECT_EQ(read->events[1].value_a, wanted.events[1].value_a);
  ASSERT_EQ(read->findings.size(), 1U);
  EXPECT_EQ(key(read->findings[0]), key(wanted.findings[0]));
  EXPECT_EQ(read->findings[0].goroutines[0].could_wake[0], "G1 (has ended)");
  EXPECT_EQ(identity_path(*read, 3), "0.1.1");
}

TEST(TraceFile, TextThatIsNoUtf8IsMadeReadable) {
  Trace trace = sample();
  trace.texts[0] = "\xff\xfe";
  TraceError error;
  EXPECT_TRUE(parse_trace(to_bytes(trace), error).has_value()) << error.message;
}

// A file that was cut anywhere is an error, and says where.
TEST(TraceFile, EveryPrefixIsAnError) {
  const std::string bytes = to_bytes(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_NE(error_of(bytes.substr(0, size)), "") << size;
  }
}

// The checksum sees every changed byte; most are wrong by themselves, earlier.
TEST(TraceFile, EveryChangedByteIsAnError) {
  const std::string bytes = to_bytes(sample());
  engine::Rng rng(1);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ static_cast<char>(1 + rng.below(255)));
    EXPECT_NE(error_of(changed), "") << i;
  }
}

TEST(TraceFile, RandomBytesAreAnError) {
  engine::Rng rng(2);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = round % 2 == 0 ? "heddle-trace 0\n" : "";
    const std::uint32_t size = rng.below(200);
    for (std::uint32_t i = 0; i < size; ++i) bytes += static_cast<char>(rng.below(256));
    EXPECT_NE(error_of(bytes), "");
  }
}

// Lines swapped, doubled, left out: all wrong, none fatal.
TEST(TraceFile, ShuffledLinesAreAnError) {
  const std::string bytes = to_bytes(sample());
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = bytes.find('\n', begin) + 1;
    lines.push_back(bytes.substr(begin, end - begin));
    begin = end;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string without;
    std::string doubled;
    for (std::size_t k = 0; k < lines.size(); ++k) {
      if (k != i) without += lines[k];
      doubled += k == i ? lines[k] + lines[k] : lines[k];
    }
    EXPECT_NE(error_of(without), "") << i;
    EXPECT_NE(error_of(doubled), "") << i;
  }
}

TEST(TraceFile, ErrorsNameWhatAndWhere) {
  std::uint64_t offset = 99;
  EXPECT_EQ(error_of("", &offset), "the file ends too early: it was cut short");
  EXPECT_EQ(offset, 0U);
  EXPECT_EQ(error_of("PNG\n"), "this is no heddle trace");
  EXPECT_EQ(error_of("heddle-trace 7\n"),
            "this is a trace of format '7'; this program reads format 0");
  EXPECT_EQ(error_of("heddle-trace 0\n[\"run\",{]\n", &offset), "broken line of a trace");
  EXPECT_EQ(offset, 23U);
  EXPECT_EQ(error_of("heddle-trace 0\n[\"run\",{\"fixed\":1e999}]\n"), "a number is too large");
  const std::string deep = "heddle-trace 0\n" + std::string(1'000'000, '[') + "\n";
  EXPECT_EQ(error_of(deep), "broken line of a trace");
  std::string changed = to_bytes(sample());
  changed.replace(changed.find("worker"), 6, "walker");
  EXPECT_EQ(error_of(changed), "the checksum is wrong: the file was changed or damaged");
  EXPECT_EQ(error_of(to_bytes(sample()) + "x"), "there is something after the end");
}

class TraceFolder : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "heddle-trace-" + std::to_string(getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(TraceFolder, AFileIsThereWholeOrNotAtAll) {
  const std::string path = folder_ + "/a.htrace";
  std::string problem;
  ASSERT_TRUE(write_trace(sample(), path, problem)) << problem;
  TraceError error;
  const auto read = read_trace(path, error);
  ASSERT_TRUE(read.has_value()) << error.message;
  EXPECT_EQ(to_bytes(*read), to_bytes(sample()));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);

  EXPECT_FALSE(write_trace(sample(), folder_ + "/no/where.htrace", problem));
  EXPECT_NE(problem.find("No such file"), std::string::npos);
  // The name is taken by a folder: what had been written is taken away again.
  std::filesystem::create_directories(folder_ + "/taken");
  EXPECT_FALSE(write_trace(sample(), folder_ + "/taken", problem));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2);

  EXPECT_FALSE(read_trace(folder_ + "/nothing", error).has_value());
  EXPECT_NE(error.message.find("No such file"), std::string::npos);
  EXPECT_FALSE(read_trace(folder_, error).has_value());
}

}  // namespace
}  // namespace heddle::trace
