#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "block_layout.h"
#include "bytes.h"
#include "finding_value.h"
#include "heddle/trace/trace_file.h"

namespace heddle::trace {
namespace {

// What the tables beside the events may take: this much, and this much more for each event.
constexpr std::uint64_t table_bytes_max = 48 << 20;
constexpr std::uint64_t table_bytes_an_event = 12;

constexpr std::string_view too_large = "the tables are too large for so few events";

// Reads a varint where at least ten bytes can be read. Above 64 bits it takes what fits.
inline std::uint64_t quick_varint(const char*& at) noexcept {
  auto part = static_cast<unsigned char>(*at++);
  std::uint64_t value = part & 0x7fU;
  for (unsigned shift = 7; part >= 0x80 && shift < 70; shift += 7) {
    part = static_cast<unsigned char>(*at++);
    if (shift < 64) value |= std::uint64_t{part & 0x7fU} << shift;
  }
  return value;
}

// Millions of events lie in memory that nobody has touched: to be given it in small pages takes
// longer than to read them. Refused or not heard of, it changes nothing.
void ask_for_large_pages(void* memory, std::uint64_t bytes) noexcept {
  constexpr std::uintptr_t large = 2 << 20;
  const std::uintptr_t begin =
      (reinterpret_cast<std::uintptr_t>(memory) + large - 1) & ~(large - 1);
  const std::uintptr_t end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) & ~(large - 1);
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

class Reader {
 public:
  Reader(std::string_view bytes, const ReadOptions& options) : bytes_(bytes), options_(options) {}

  Trace read() {
    head();
    BlockLayout layout = layout_of(bytes_);
    holes_ = layout.holes;
    for (const Damage& damage : layout.damage) told(damage);
    reserve(layout);
    for (const PlacedBlock& block : layout.blocks) {
      offset_ = block.offset;
      try {
        if (block.lost) throw WrongValue{"a block is damaged"};
        if (block.header.kind != BlockKind::run && !began_ && !damaged_) {
          throw WrongValue{"the first block does not say what was run"};
        }
        decode(block);
      } catch (const WrongValue& wrong) {
        if (!block.lost) told({block.offset, wrong.what});
        damaged_ = true;
        lost_entries_ += block.header.entries;
      }
    }
    offset_ = bytes_.size();
    finish();
    return std::move(trace_);
  }

  std::uint64_t offset() const noexcept { return offset_; }

 private:
  // An error, unless damage is to be told of and gone on after.
  void told(const Damage& damage) {
    if (options_.damage == nullptr) {
      offset_ = damage.offset;
      throw Refused{damage.message};
    }
    options_.damage->push_back(damage);
    damaged_ = true;
  }

 public:
  // Not to be gone on after.
  struct Refused {
    std::string what;
  };

 private:
  void head() {
    if (!bytes_.starts_with(file_head_word)) throw Refused{"this is no heddle trace"};
    if (bytes_.starts_with(file_head)) return;
    const std::size_t end = std::min(bytes_.find('\n'), bytes_.size());
    const std::size_t begin = file_head_word.size();
    const std::string version(bytes_.substr(begin, std::min<std::size_t>(end - begin, 20)));
    if (version == "1") throw Refused{"the file ends too early: it was cut short"};
    throw Refused{"this is a trace of format '" + version + "'; this program reads format 1"};
  }

  void reserve(const BlockLayout& layout) {
    std::uint64_t events = 0;
    for (const PlacedBlock& block : layout.blocks) {
      if (block.header.kind == BlockKind::events) events += block.header.entries;
    }
    if (events > options_.events_max) {
      throw Refused{"the trace has " + std::to_string(events) + " events; the limit is " +
                    std::to_string(options_.events_max)};
    }
    budget_ = table_bytes_max + table_bytes_an_event * events;
    // Not touched, so it costs nothing where fewer come.
    trace_.events.reserve(events);
    trace_.edges.reserve(events);
    ask_for_large_pages(trace_.events.data(), events * sizeof(Event));
  }

  void spend(std::uint64_t bytes) {
    if (bytes > budget_) throw Refused{std::string(too_large)};
    budget_ -= bytes;
  }

  // Entries of a block go to their place; what is missing before it was lost.
  template <class Table>
  void go_to(Table& table, std::uint32_t first, const typename Table::value_type& blank = {}) {
    const std::uint64_t next = table.size() + 1;
    if (first == next) return;
    if (first < next) throw WrongValue{"a block comes twice, or in the wrong order"};
    std::uint64_t missing = first - next;
    if (!damaged_ || missing > lost_entries_ + std::uint64_t{holes_} * block_bytes_max) {
      throw WrongValue{"entries are missing before a block"};
    }
    spend(missing * sizeof(blank));
    for (; missing > 0; --missing) table.push_back(blank);
  }

  void decode(const PlacedBlock& block) {
    const BlockHeader& header = block.header;
    const std::string_view content = content_of(bytes_, block, room_);
    if (header.kind == BlockKind::events) {
      go_to_event(header.first);
      const std::size_t events = trace_.events.size();
      const std::size_t edges = trace_.edges.size();
      try {
        decode_events(content, header.entries);
      } catch (const WrongValue&) {
        trace_.events.resize(events);
        trace_.edges.resize(edges);
        throw;
      }
      return;
    }
    ByteReader reader(content);
    decode_tables(header, reader);
    if (!reader.at_end()) throw WrongValue{"a block has more content than entries"};
  }

  void decode_tables(const BlockHeader& header, ByteReader& reader) {
    switch (header.kind) {
      case BlockKind::run: run(reader); break;
      case BlockKind::sites: table(header, trace_.sites, [&] { return site(reader); }); break;
      case BlockKind::goroutines:
        table(header, trace_.goroutines, [&] { return goroutine(reader); });
        break;
      case BlockKind::objects: table(header, trace_.objects, [&] { return object(reader); }); break;
      case BlockKind::texts: table(header, trace_.texts, [&] { return text(reader); }); break;
      case BlockKind::decisions:
        table(header, trace_.decisions, [&] { return decision(reader); });
        break;
      case BlockKind::endings: table(header, endings_, [&] { return ending(reader); }); break;
      case BlockKind::findings:
        table(header, trace_.findings, [&] { return finding(reader); });
        break;
      case BlockKind::end:
        trace_.schedule = text(reader);
        trace_.cut = text(reader);
        trace_.prefix = reader.flag();
        ended_ = true;
        break;
      case BlockKind::events:
      case BlockKind::index: break;
    }
  }

  // All entries of a block or none.
  template <class Table, class Entry>
  void table(const BlockHeader& header, Table& table, Entry entry) {
    go_to(table, header.first);
    const std::size_t before = table.size();
    try {
      for (std::uint32_t i = 0; i < header.entries; ++i) {
        spend(sizeof(typename Table::value_type));
        table.push_back(entry());
      }
    } catch (const WrongValue&) {
      table.resize(before);
      throw;
    }
  }

  std::string text(ByteReader& reader) {
    std::string text = reader.text();
    if (text.size() > 15) spend(text.size() + 1);
    return text;
  }
  std::uint32_t index(ByteReader& reader, std::uint32_t& most) {
    const std::uint32_t value = reader.number();
    most = std::max(most, value);
    return value;
  }

  void run(ByteReader& reader) {
    trace_.scenario = text(reader);
    trace_.fixed = reader.flag();
    trace_.strategy = text(reader);
    trace_.seed = reader.varint();
    trace_.run = reader.varint();
    trace_.early = reader.number();
    began_ = true;
  }

  Site site(ByteReader& reader) {
    Site site;
    site.file = text(reader);
    site.line = reader.number();
    site.function = text(reader);
    return site;
  }

  TracedGoroutine goroutine(ByteReader& reader) {
    TracedGoroutine goroutine;
    // A creator comes before whom it creates, so paths end.
    goroutine.creator = reader.number(trace_.goroutines.size());
    goroutine.child_index = reader.number();
    goroutine.made_at = index(reader, sites_max_);
    goroutine.name = text(reader);
    return goroutine;
  }

  TracedObject object(ByteReader& reader) {
    TracedObject object;
    object.identity = reader.u64();
    object.type = text(reader);
    object.made_at = index(reader, sites_max_);
    object.made_by = index(reader, goroutines_max_);
    object.capacity = reader.number();
    return object;
  }

  static Decision decision(ByteReader& reader) {
    Decision decision;
    const std::uint8_t kind = reader.byte();
    if (kind >= decision_kind_count) throw WrongValue{"there is no such kind of decision"};
    decision.kind = static_cast<DecisionKind>(kind);
    decision.value = reader.number();
    decision.check = reader.u32();
    return decision;
  }

  // What an ending block says of a goroutine.
  struct Ending {
    State state = State::fresh;
    OpKind pending = OpKind::none;
    std::uint32_t pending_at = 0;
    std::vector<std::uint32_t> waits_for;
  };

  Ending ending(ByteReader& reader) {
    Ending ending;
    const std::uint8_t state = reader.byte();
    const std::uint8_t pending = reader.byte();
    if (state >= state_count) throw WrongValue{"there is no such state"};
    if (pending >= op_kind_count) throw WrongValue{"there is no such operation"};
    ending.state = static_cast<State>(state);
    ending.pending = static_cast<OpKind>(pending);
    ending.pending_at = index(reader, sites_max_);
    for (std::uint64_t n = reader.varint(); n > 0; --n) {
      spend(2 * sizeof(std::uint32_t));
      ending.waits_for.push_back(index(reader, objects_max_));
    }
    return ending;
  }

  Finding finding(ByteReader& reader) {
    const std::string_view json = reader.take(reader.varint());
    // As a tree of values and as what it says, a finding takes much more than its text.
    spend(8 * json.size());
    try {
      return finding_of(nlohmann::json::parse(json.begin(), json.end()));
    } catch (const nlohmann::json::exception&) {
      throw WrongValue{"a finding is no JSON"};
    }
  }

  void go_to_event(std::uint32_t first) {
    const std::uint64_t next = trace_.events.size() + 1;
    if (first > next && first - next + trace_.events.size() > options_.events_max) {
      throw WrongValue{"entries are missing before a block"};
    }
    const std::size_t before = trace_.events.size();
    go_to(trace_.events, first);
    for (std::size_t i = before; i < trace_.events.size(); ++i) {
      trace_.events[i].number = static_cast<std::uint32_t>(i + 1);
    }
  }

  // The hot loop: an event has at most 60 bytes before its edges, and that much room is left
  // after the content.
  void decode_events(std::string_view content, std::uint32_t entries) {
    const char* at = content.data();
    const char* const end = at + content.size();
    std::uint64_t goroutines = 0, objects = 0, sites = 0, texts = 0;
    for (std::uint32_t i = 0; i < entries; ++i) {
      if (at >= end) throw WrongValue{"a block ends within its events"};
      Event event;
      event.number = static_cast<std::uint32_t>(trace_.events.size() + 1);
      const auto kind = static_cast<unsigned char>(*at++);
      const auto flags = static_cast<unsigned char>(*at++);
      if (kind >= op_kind_count) throw WrongValue{"there is no such operation"};
      event.kind = static_cast<OpKind>(kind);
      event.waits = (flags & event_flag::waits) != 0;
      const std::uint64_t goroutine = quick_varint(at);
      const std::uint64_t object = quick_varint(at);
      const std::uint64_t site = quick_varint(at);
      if ((flags & event_flag::has_a) != 0) event.value_a = quick_varint(at);
      if ((flags & event_flag::has_b) != 0) event.value_b = quick_varint(at);
      goroutines = std::max(goroutines, goroutine);
      objects = std::max(objects, object);
      sites = std::max(sites, site);
      if (event.kind == OpKind::log) texts = std::max(texts, event.value_a);
      event.goroutine = static_cast<std::uint32_t>(goroutine);
      event.object = static_cast<std::uint32_t>(object);
      event.site = static_cast<std::uint32_t>(site);
      std::uint64_t edges = flags >> event_flag::edges_shift;
      if (edges == event_flag::edges_follow) edges = quick_varint(at);
      event.edges = static_cast<std::uint32_t>(trace_.edges.size());
      if (edges != 0) at = decode_edges(event, edges, at, end);
      trace_.events.push_back(event);
    }
    if (at != end) throw WrongValue{"the events of a block are not as long as the block"};
    if (std::max({goroutines, objects, sites, texts}) > any_u32) {
      throw WrongValue{"a number is too large"};
    }
    goroutines_max_ = std::max(goroutines_max_, static_cast<std::uint32_t>(goroutines));
    objects_max_ = std::max(objects_max_, static_cast<std::uint32_t>(objects));
    sites_max_ = std::max(sites_max_, static_cast<std::uint32_t>(sites));
    texts_max_ = std::max(texts_max_, static_cast<std::uint32_t>(texts));
  }

  const char* decode_edges(Event& event, std::uint64_t edges, const char* at, const char* end) {
    if (edges > std::numeric_limits<std::uint16_t>::max()) {
      throw WrongValue{"an event has too many edges"};
    }
    event.edge_count = static_cast<std::uint16_t>(edges);
    // One edge an event is in its own share of memory; vectors grow by doubling.
    if (edges > 1) spend(2 * sizeof(std::uint32_t) * (edges - 1));
    for (; edges > 0; --edges) {
      if (at >= end) throw WrongValue{"a block ends within its edges"};
      const std::uint64_t back = quick_varint(at);
      if (back == 0 || back >= event.number) throw WrongValue{"an edge comes from no event"};
      trace_.edges.push_back(static_cast<std::uint32_t>(event.number - back));
    }
    return at;
  }

  template <class Table>
  void complete(Table& table, std::uint32_t most, const char* what) {
    if (most <= table.size()) return;
    if (!damaged_) throw Refused{std::string("an entry names a ") + what + " that is not there"};
    if (most - table.size() > lost_entries_ + std::uint64_t{holes_} * block_bytes_max) {
      throw Refused{std::string("more than one ") + what + " is missing that was never lost"};
    }
    spend((most - table.size()) * sizeof(typename Table::value_type));
    table.resize(most);
  }

  void finish() {
    if (!began_) throw Refused{"the block that says what was run is missing"};
    if (!ended_) told({bytes_.size(), "the block that ends the trace is missing"});
    complete(trace_.goroutines, goroutines_max_, "goroutine");
    complete(trace_.objects, objects_max_, "object");
    complete(trace_.sites, sites_max_, "site");
    complete(trace_.texts, texts_max_, "text");
    if (endings_.size() > trace_.goroutines.size()) {
      throw Refused{"there are more endings than goroutines"};
    }
    for (std::size_t i = 0; i < endings_.size(); ++i) {
      TracedGoroutine& goroutine = trace_.goroutines[i];
      goroutine.state = endings_[i].state;
      goroutine.pending = endings_[i].pending;
      goroutine.pending_at = endings_[i].pending_at;
      goroutine.waits_for = std::move(endings_[i].waits_for);
    }
    if (damaged_) trace_.prefix = true;
  }

  std::string_view bytes_;
  ReadOptions options_;
  std::uint64_t offset_ = 0;
  std::string room_;
  Trace trace_;
  std::vector<Ending> endings_;
  bool began_ = false, ended_ = false, damaged_ = false;
  std::uint32_t holes_ = 0;
  std::uint64_t lost_entries_ = 0;
  std::uint64_t budget_ = 0;
  // The largest index that was met; whether it is there is known at the end.
  std::uint32_t goroutines_max_ = 0, objects_max_ = 0, sites_max_ = 0, texts_max_ = 0;
};

}  // namespace

std::optional<Trace> parse_trace(std::string_view bytes, TraceError& error,
                                 const ReadOptions& options) {
  Reader reader(bytes, options);
  try {
    return reader.read();
  } catch (const Reader::Refused& refused) {
    error = {reader.offset(), refused.what};
  } catch (const WrongValue& wrong) {
    error = {reader.offset(), wrong.what};
  }
  return std::nullopt;
}

}  // namespace heddle::trace
