#include <heddle/trace/trace_file.h>

#include <gtest/gtest.h>
#include <zstd.h>

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "block_layout.h"
#include "generated_trace.h"
#include "own_folder.h"

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

// Whatever a reader gives can be used: every index is one.
void expect_sound(const Trace& trace) {
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    const Event& event = trace.events[i];
    ASSERT_EQ(event.number, i + 1);
    ASSERT_LE(event.goroutine, trace.goroutines.size());
    ASSERT_LE(event.object, trace.objects.size());
    ASSERT_LE(event.site, trace.sites.size());
    ASSERT_TRUE(event.kind != OpKind::log || event.value_a <= trace.texts.size());
    ASSERT_LE(std::uint64_t{event.edges} + event.edge_count, trace.edges.size());
    for (std::uint32_t k = 0; k < event.edge_count; ++k) {
      ASSERT_LT(trace.edges[event.edges + k], event.number);
      ASSERT_GT(trace.edges[event.edges + k], 0U);
    }
  }
  for (std::size_t i = 0; i < trace.goroutines.size(); ++i) {
    const TracedGoroutine& goroutine = trace.goroutines[i];
    ASSERT_LE(goroutine.creator, i);
    ASSERT_LE(goroutine.made_at, trace.sites.size());
    ASSERT_LE(goroutine.pending_at, trace.sites.size());
    for (const std::uint32_t object : goroutine.waits_for) {
      ASSERT_LE(object, trace.objects.size());
    }
  }
}

TEST(TraceFile, what_is_written_is_read) {
  TraceError error;
  const auto read = parse_trace(to_bytes(sample()), error);
  ASSERT_TRUE(read.has_value()) << error.offset << ": " << error.message;
  EXPECT_EQ(*read, sample());
  EXPECT_EQ(identity_path(*read, 3), "0.1.1");
}

TEST(TraceFile, generated_traces_are_read_as_written) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Trace trace = test::generated_trace(
        {.seed = seed, .events = static_cast<std::uint32_t>(seed % 50), .goroutines = 4});
    const std::string bytes = to_bytes(trace);
    TraceError error;
    const auto read = parse_trace(bytes, error);
    ASSERT_TRUE(read.has_value()) << seed << ": " << error.offset << ": " << error.message;
    EXPECT_EQ(*read, trace) << seed;
    EXPECT_EQ(to_bytes(*read), bytes) << seed;
    expect_sound(*read);
  }
}

// Tables of several blocks each, and an entry that is larger than a block.
TEST(TraceFile, large_traces_are_read_as_written) {
  Trace trace = test::generated_trace({.seed = 7, .events = 400'000, .goroutines = 50'000});
  trace.texts[2] = std::string(3 << 20, 'x');
  trace.texts.push_back(std::string(2 << 20, 'y'));
  trace.texts.push_back("z");
  TraceError error;
  const auto read = parse_trace(to_bytes(trace), error);
  ASSERT_TRUE(read.has_value()) << error.offset << ": " << error.message;
  EXPECT_TRUE(*read == trace);
}

TEST(TraceFile, a_text_that_is_no_utf8_is_kept) {
  Trace trace = sample();
  trace.texts[0] = "\xff\xfe";
  TraceError error;
  const auto read = parse_trace(to_bytes(trace), error);
  ASSERT_TRUE(read.has_value()) << error.message;
  EXPECT_EQ(read->texts[0], "\xff\xfe");
}

// A file that was cut anywhere is an error, and says where.
TEST(TraceFile, every_prefix_is_an_error) {
  const std::string bytes = to_bytes(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_NE(error_of(bytes.substr(0, size)), "") << size;
  }
}

TEST(TraceFile, every_changed_byte_is_an_error) {
  const std::string bytes = to_bytes(sample());
  test::Numbers numbers(1);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ static_cast<char>(1 + numbers.below(255)));
    EXPECT_NE(error_of(changed), "") << i;
  }
}

TEST(TraceFile, random_bytes_are_an_error) {
  test::Numbers numbers(2);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(round % 2 == 0 ? file_head : "");
    for (std::uint32_t size = numbers.below(200); size > 0; --size) {
      bytes += static_cast<char>(numbers.below(256));
    }
    EXPECT_NE(error_of(bytes), "");
  }
}

TEST(TraceFile, errors_name_what_and_where) {
  std::uint64_t offset = 99;
  EXPECT_EQ(error_of("", &offset), "this is no heddle trace");
  EXPECT_EQ(offset, 0U);
  EXPECT_EQ(error_of("PNG\n"), "this is no heddle trace");
  EXPECT_EQ(error_of("heddle-trace 7\nabc"),
            "this is a trace of format '7'; this program reads format 1");
  EXPECT_EQ(error_of("heddle-trace 0\n[\"run\",{]\n"),
            "this is a trace of format '0'; this program reads format 1");
  EXPECT_EQ(error_of("heddle-trace 1\n"), "the file ends too early: it was cut short");
  const std::string bytes = to_bytes(sample());
  std::string changed = bytes;
  changed[changed.find(header_marker, 20) + header_bytes] ^= 1;
  EXPECT_EQ(error_of(changed, &offset), "a block is damaged: its checksum is wrong");
  EXPECT_EQ(offset, changed.find(header_marker, 20));
  EXPECT_EQ(error_of(bytes.substr(0, bytes.size() - 40)),
            "the file ends within a block: it was cut short");
  EXPECT_NE(error_of(bytes + "x"), "");
}

// Where each block of a whole file is.
std::vector<PlacedBlock> blocks_of(const std::string& bytes) { return layout_of(bytes).blocks; }

TEST(TraceFile, a_damaged_block_is_skipped_and_told) {
  Trace trace = test::generated_trace({.seed = 3, .events = 400'000, .goroutines = 4});
  const std::string bytes = to_bytes(trace);
  const auto blocks = blocks_of(bytes);
  ASSERT_GT(blocks.size(), 10U);
  for (const PlacedBlock& block : blocks) {
    if (block.header.kind == BlockKind::run) continue;
    // In its content; in its header, with and without the index.
    for (const unsigned how : {0U, 1U, 2U}) {
      std::string changed = bytes;
      changed[static_cast<std::size_t>(block.offset) + (how == 0 ? header_bytes : 9)] ^= 0x40;
      if (how == 2) changed.resize(changed.size() - 1);
      std::vector<Damage> damage;
      TraceError error;
      const auto read = parse_trace(changed, error, {.damage = &damage});
      ASSERT_TRUE(read.has_value()) << error.message << " " << static_cast<char>(block.header.kind);
      ASSERT_FALSE(damage.empty());
      EXPECT_TRUE(std::any_of(damage.begin(), damage.end(),
                              [&](const Damage& one) { return one.offset == block.offset; }));
      EXPECT_TRUE(read->prefix);
      expect_sound(*read);
      if (block.header.kind == BlockKind::findings || block.header.kind == BlockKind::end) continue;
      // The others keep their numbers.
      ASSERT_LE(read->events.size(), trace.events.size());
      for (std::size_t i = 0; i < read->events.size(); ++i) {
        if (read->events[i].kind == OpKind::none) continue;
        ASSERT_EQ(read->events[i].value_a, trace.events[i].value_a);
        ASSERT_EQ(read->events[i].site, trace.events[i].site);
      }
    }
  }
}

TEST(TraceFile, a_file_cut_short_is_read_up_to_there) {
  const Trace trace = test::generated_trace({.seed = 4, .events = 300'000, .goroutines = 4});
  const std::string bytes = to_bytes(trace);
  std::size_t last = 0;
  for (const PlacedBlock& block : blocks_of(bytes)) {
    std::vector<Damage> damage;
    TraceError error;
    const auto read =
        parse_trace(std::string_view(bytes).substr(0, static_cast<std::size_t>(block.offset) + 40),
                    error, {.damage = &damage});
    if (block.header.kind == BlockKind::run) {
      EXPECT_FALSE(read.has_value());
      continue;
    }
    ASSERT_TRUE(read.has_value()) << error.message;
    EXPECT_FALSE(damage.empty());
    EXPECT_GE(read->events.size(), last);
    last = read->events.size();
    EXPECT_TRUE(std::equal(read->events.begin(), read->events.end(), trace.events.begin()));
  }
  EXPECT_EQ(last, trace.events.size());
}

// Content changed and sealed again: past the checksums, into the decoders.
std::string resealed(std::string bytes, test::Numbers& numbers) {
  const auto blocks = blocks_of(bytes);
  const PlacedBlock& block = blocks[numbers.below(blocks.size())];
  std::string room;
  std::string content(content_of(bytes, block, room));
  BlockHeader header = block.header;
  for (unsigned n = 1 + numbers.below(4); n > 0 && !content.empty(); --n) {
    const std::size_t at = numbers.below(content.size());
    switch (numbers.below(5)) {
      case 0: content[at] = static_cast<char>(numbers.next()); break;
      case 1: content.insert(at, 1, static_cast<char>(numbers.next())); break;
      case 2: content.erase(at, 1); break;
      case 3: content.insert(at, 9, '\xff'); break;
      default: content[at] ^= static_cast<char>(1U << numbers.below(8)); break;
    }
  }
  switch (numbers.below(8)) {
    case 0: header.first += numbers.below(3) - 1; break;
    case 1: header.first = static_cast<std::uint32_t>(numbers.next()); break;
    case 2: header.entries += numbers.below(5) - 2; break;
    case 3:
      header.kind = static_cast<BlockKind>(block_kinds[numbers.below(block_kinds.size())]);
      break;
    default: break;
  }
  header.packing = Packing::none;
  header.content_bytes = static_cast<std::uint32_t>(content.size());
  header.stored_bytes = header.content_bytes;
  header.stored_sum = short_sum(content);
  const auto head = header_of(header);
  const auto begin = static_cast<std::size_t>(block.offset);
  // The index is of another file then, which only tells of damage.
  bytes.replace(begin, header_bytes + block.header.stored_bytes,
                std::string(head.begin(), head.end()) + content);
  return bytes;
}

std::string mutated(std::string bytes, test::Numbers& numbers) {
  switch (numbers.below(6)) {
    case 0: bytes.resize(numbers.below(bytes.size())); break;
    case 1: bytes[numbers.below(bytes.size())] ^= static_cast<char>(1U << numbers.below(8)); break;
    case 2: bytes.erase(numbers.below(bytes.size()), 1 + numbers.below(40)); break;
    case 3: {
      const std::size_t from = numbers.below(bytes.size());
      bytes.insert(numbers.below(bytes.size()), bytes.substr(from, numbers.below(300)));
      break;
    }
    default: bytes = resealed(std::move(bytes), numbers); break;
  }
  return bytes;
}

TEST(TraceFile, a_hundred_thousand_mutated_files_give_a_trace_or_an_error) {
  test::Numbers numbers(5);
  std::vector<std::string> files = {to_bytes(sample())};
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    files.push_back(to_bytes(test::generated_trace({.seed = seed, .events = 30, .goroutines = 3})));
  }
  unsigned read_anyway = 0;
  for (int round = 0; round < 100'000; ++round) {
    const std::string bytes = mutated(files[numbers.below(files.size())], numbers);
    std::vector<Damage> damage;
    TraceError error;
    const auto read = parse_trace(bytes, error, {.events_max = 100'000, .damage = &damage});
    if (!read) {
      ASSERT_FALSE(error.message.empty());
      ASSERT_LE(error.offset, bytes.size());
      continue;
    }
    ++read_anyway;
    expect_sound(*read);
    if (HasFatalFailure()) FAIL() << round;
  }
  EXPECT_GT(read_anyway, 10'000U);
}

// Blocks that unpack to far more than they take.
std::string bomb(BlockKind kind, const std::string& entry, std::uint32_t blocks) {
  Trace trace;
  trace.scenario = "bomb";
  const std::string whole = to_bytes(trace);
  std::string bytes = whole.substr(0, static_cast<std::size_t>(blocks_of(whole)[1].offset));
  BlockHeader header;
  header.kind = kind;
  header.packing = Packing::zstd;
  header.entries = static_cast<std::uint32_t>(block_bytes_max / entry.size());
  std::string content;
  for (std::uint32_t i = 0; i < header.entries; ++i) content += entry;
  header.content_bytes = static_cast<std::uint32_t>(content.size());
  std::string packed(ZSTD_compressBound(content.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), content.data(), content.size(), 3));
  header.stored_bytes = static_cast<std::uint32_t>(packed.size());
  header.stored_sum = short_sum(packed);
  for (std::uint32_t i = 0; i < blocks; ++i) {
    const auto head = header_of(header);
    bytes.append(head.begin(), head.end());
    bytes += packed;
    header.first += header.entries;
  }
  return bytes;
}

TEST(TraceFile, bombs_are_refused) {
  const struct {
    BlockKind kind;
    std::string entry;
    const char* says;
  } bombs[] = {
      {BlockKind::events, std::string(5, '\0'), "the limit is"},
      {BlockKind::texts, std::string(1, '\0'), "the tables are too large"},
      {BlockKind::goroutines, std::string(4, '\0'), "the tables are too large"},
      {BlockKind::objects, std::string(12, '\0'), "the tables are too large"},
      {BlockKind::sites, std::string(3, '\0'), "the tables are too large"},
      {BlockKind::decisions, std::string(6, '\0'), "the tables are too large"},
      {BlockKind::endings, std::string(4, '\0'), "the tables are too large"},
  };
  for (const auto& bomb_of : bombs) {
    const std::string bytes = bomb(bomb_of.kind, bomb_of.entry, 100);
    std::vector<Damage> damage;
    TraceError error;
    EXPECT_FALSE(parse_trace(bytes, error, {.events_max = 10'000'000, .damage = &damage}));
    EXPECT_NE(error.message.find(bomb_of.says), std::string::npos) << error.message;
  }
}

// The example of docs/trace-format.md.
Trace documented() {
  Trace trace;
  trace.scenario = "hello";
  trace.strategy = "random";
  trace.seed = 1;
  trace.early = 2;
  trace.schedule = "h1:hello::0:a:c3d8:ab54a98c";
  trace.sites = {{"a.cpp", 3, "f"}};
  trace.goroutines.resize(1);
  trace.goroutines[0].child_index = 1;
  trace.goroutines[0].state = State::done;
  trace.texts = {"hi"};
  trace.decisions = {{DecisionKind::goroutine, 1, 0xc3d8}};
  Event event;
  event.number = 1;
  event.goroutine = 1;
  event.kind = OpKind::start;
  trace.events.push_back(event);
  event.number = 2;
  event.kind = OpKind::log;
  event.site = 1;
  event.value_a = 1;
  event.edge_count = 1;
  trace.events.push_back(event);
  trace.edges = {1};
  return trace;
}

// "0x10  48 42 4c 4b ...  |HBLK...|", a line for each part of the file.
std::string dump_of(const std::string& bytes) {
  std::vector<std::size_t> parts = {0};
  for (std::size_t at = 16; at != std::string::npos; at = bytes.find(header_marker, at + 1)) {
    parts.push_back(at);
    parts.push_back(at + header_bytes);
  }
  parts.push_back(bytes.size() - trailer_bytes);
  parts.push_back(bytes.size());
  std::string out;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    for (std::size_t at = parts[i]; at < parts[i + 1]; at += 16) {
      const std::string_view row =
          std::string_view(bytes).substr(at, std::min<std::size_t>(16, parts[i + 1] - at));
      char text[32];
      std::snprintf(text, sizeof text, "    %03zx ", at);
      std::string line = text;
      for (const char byte : row) {
        std::snprintf(text, sizeof text, " %02x", static_cast<unsigned char>(byte));
        line += text;
      }
      line.resize(58, ' ');
      for (const char byte : row) line += byte > 0x20 && byte < 0x7f ? byte : '.';
      out += line + "\n";
    }
  }
  return out;
}

TEST(TraceFile, the_documented_example_is_what_is_written) {
  std::ifstream file(HEDDLE_TRACE_FORMAT_PAGE);
  std::stringstream page;
  page << file.rdbuf();
  const std::string dump = dump_of(to_bytes(documented()));
  EXPECT_NE(page.str().find(dump), std::string::npos) << dump;
}

class TraceFolder : public testing::Test {
 protected:
  const OwnFolder own_;
  const std::string folder_ = own_.path();
};

TEST_F(TraceFolder, a_file_is_there_whole_or_not_at_all) {
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
