#include "heddle/trace/trace_writer.h"

#include <zstd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bytes.h"
#include "finding_value.h"
#include "format.h"

namespace heddle::trace {
namespace {

constexpr int compression_level = 1;

// Room below the limit of a block for what one more entry usually takes.
constexpr std::size_t full_bytes = block_bytes_max - 4096;

}  // namespace

// Collects entries of every table and writes a block whenever one is full.
class TraceWriter::Blocks {
 public:
  explicit Blocks(Sink sink) : sink_(std::move(sink)), zstd_(ZSTD_createCCtx()) {
    tables_.resize(block_kinds.size());
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      tables_[i].kind = static_cast<BlockKind>(block_kinds[i]);
    }
    put(file_head);
  }
  ~Blocks() { ZSTD_freeCCtx(zstd_); }
  Blocks(const Blocks&) = delete;
  Blocks& operator=(const Blocks&) = delete;

  // Where the next entry of this table goes; end_entry says that it is there.
  std::string& entry(BlockKind kind) {
    Table& table = table_of(kind);
    table.entry_begins = table.content.size();
    return table.content;
  }

  void end_entry(BlockKind kind) {
    Table& table = table_of(kind);
    ++table.entries;
    if (table.content.size() <= full_bytes) return;
    if (table.entries > 1 && table.content.size() > block_bytes_max) {
      // The last entry made it too large: the others go first.
      const std::string last = table.content.substr(table.entry_begins);
      table.content.resize(table.entry_begins);
      --table.entries;
      flush(kind);
      table.content = last;
      table.entries = 1;
      if (table.content.size() <= full_bytes) return;
    }
    if (table.content.size() > entry_bytes_max) ok_ = false;
    flush(kind);
  }

  // Events and endings name entries of other tables, which must come first.
  void flush(BlockKind kind) {
    if (kind == BlockKind::events || kind == BlockKind::endings) {
      for (const BlockKind named : {BlockKind::sites, BlockKind::goroutines, BlockKind::objects,
                                    BlockKind::texts, BlockKind::decisions}) {
        write(table_of(named));
      }
    }
    write(table_of(kind));
  }

  bool finish() {
    for (const BlockKind kind :
         {BlockKind::events, BlockKind::endings, BlockKind::findings, BlockKind::end}) {
      flush(kind);
    }
    const std::uint64_t index_at = offset_;
    // While it is written the index grows by itself: it lists the blocks before it.
    Table& index = table_of(BlockKind::index);
    for (const Place& place : std::exchange(places_, {})) {
      index.content += static_cast<char>(place.header.kind);
      put_varint(index.content, place.offset);
      put_varint(index.content, place.header.first);
      put_varint(index.content, place.header.entries);
      put_varint(index.content, place.header.content_bytes);
      put_varint(index.content, place.header.stored_bytes);
      end_entry(BlockKind::index);
      entry(BlockKind::index);
    }
    flush(BlockKind::index);
    std::string trailer;
    put_u64(trailer, index_at);
    put_u32(trailer, short_sum(trailer));
    trailer += trailer_marker;
    put(trailer);
    return ok_;
  }

 private:
  struct Table {
    BlockKind kind = BlockKind::run;
    std::uint32_t first = 1;
    std::uint32_t entries = 0;
    std::size_t entry_begins = 0;
    std::string content;
  };
  struct Place {
    std::uint64_t offset;
    BlockHeader header;
  };

  Table& table_of(BlockKind kind) { return tables_[block_kinds.find(static_cast<char>(kind))]; }

  void write(Table& table) {
    if (table.entries == 0) return;
    BlockHeader header;
    header.kind = table.kind;
    header.first = table.first;
    header.entries = table.entries;
    header.content_bytes = static_cast<std::uint32_t>(table.content.size());
    packed_.resize(ZSTD_compressBound(table.content.size()));
    const std::size_t size =
        ZSTD_compressCCtx(zstd_, packed_.data(), packed_.size(), table.content.data(),
                          table.content.size(), compression_level);
    std::string_view stored = table.content;
    if (ZSTD_isError(size) == 0 && size < table.content.size()) {
      header.packing = Packing::zstd;
      stored = {packed_.data(), size};
    }
    header.stored_bytes = static_cast<std::uint32_t>(stored.size());
    header.stored_sum = short_sum(stored);
    places_.push_back({offset_, header});
    const auto bytes = header_of(header);
    put({bytes.data(), bytes.size()});
    put(stored);
    table.first += table.entries;
    table.entries = 0;
    table.content.clear();
  }

  void put(std::string_view bytes) {
    offset_ += bytes.size();
    ok_ = ok_ && sink_(bytes);
  }

  Sink sink_;
  ZSTD_CCtx* zstd_;
  std::vector<Table> tables_;
  std::vector<Place> places_;
  std::string packed_;
  std::uint64_t offset_ = 0;
  bool ok_ = true;
};

TraceWriter::TraceWriter(Sink sink) : blocks_(std::make_unique<Blocks>(std::move(sink))) {}
TraceWriter::~TraceWriter() = default;

void TraceWriter::begin(const Trace& run) {
  std::string& bytes = blocks_->entry(BlockKind::run);
  put_text(bytes, run.scenario);
  put_varint(bytes, run.fixed ? 1 : 0);
  put_text(bytes, run.strategy);
  put_varint(bytes, run.seed);
  put_varint(bytes, run.run);
  put_varint(bytes, run.early);
  blocks_->end_entry(BlockKind::run);
  blocks_->flush(BlockKind::run);
}

void TraceWriter::site(const Site& site) {
  std::string& bytes = blocks_->entry(BlockKind::sites);
  put_text(bytes, site.file);
  put_varint(bytes, site.line);
  put_text(bytes, site.function);
  blocks_->end_entry(BlockKind::sites);
}

void TraceWriter::goroutine(const TracedGoroutine& goroutine) {
  std::string& bytes = blocks_->entry(BlockKind::goroutines);
  put_varint(bytes, goroutine.creator);
  put_varint(bytes, goroutine.child_index);
  put_varint(bytes, goroutine.made_at);
  put_text(bytes, goroutine.name);
  blocks_->end_entry(BlockKind::goroutines);
}

void TraceWriter::object(const TracedObject& object) {
  std::string& bytes = blocks_->entry(BlockKind::objects);
  put_u64(bytes, object.identity);
  put_text(bytes, object.type);
  put_varint(bytes, object.made_at);
  put_varint(bytes, object.made_by);
  put_varint(bytes, object.capacity);
  blocks_->end_entry(BlockKind::objects);
}

void TraceWriter::text(std::string_view text) {
  put_text(blocks_->entry(BlockKind::texts), text);
  blocks_->end_entry(BlockKind::texts);
}

void TraceWriter::decision(const Decision& decision) {
  std::string& bytes = blocks_->entry(BlockKind::decisions);
  bytes += static_cast<char>(decision.kind);
  put_varint(bytes, decision.value);
  put_u32(bytes, decision.check);
  blocks_->end_entry(BlockKind::decisions);
}

void TraceWriter::event(const Event& event, std::span<const std::uint32_t> edges) {
  std::string& bytes = blocks_->entry(BlockKind::events);
  const auto counted =
      static_cast<unsigned>(std::min<std::size_t>(edges.size(), event_flag::edges_follow));
  unsigned flags = counted << event_flag::edges_shift;
  if (event.waits) flags |= event_flag::waits;
  if (event.value_a != 0) flags |= event_flag::has_a;
  if (event.value_b != 0) flags |= event_flag::has_b;
  bytes += static_cast<char>(event.kind);
  bytes += static_cast<char>(flags);
  put_varint(bytes, event.goroutine);
  put_varint(bytes, event.object);
  put_varint(bytes, event.site);
  if (event.value_a != 0) put_varint(bytes, event.value_a);
  if (event.value_b != 0) put_varint(bytes, event.value_b);
  if (counted == event_flag::edges_follow) put_varint(bytes, edges.size());
  for (const std::uint32_t from : edges) put_varint(bytes, event.number - from);
  blocks_->end_entry(BlockKind::events);
}

void TraceWriter::ending(const TracedGoroutine& goroutine) {
  std::string& bytes = blocks_->entry(BlockKind::endings);
  bytes += static_cast<char>(goroutine.state);
  bytes += static_cast<char>(goroutine.pending);
  put_varint(bytes, goroutine.pending_at);
  put_varint(bytes, goroutine.waits_for.size());
  for (const std::uint32_t object : goroutine.waits_for) put_varint(bytes, object);
  blocks_->end_entry(BlockKind::endings);
}

void TraceWriter::finding(const Finding& finding) {
  put_text(blocks_->entry(BlockKind::findings), line_of(value_of(finding)));
  blocks_->end_entry(BlockKind::findings);
}

bool TraceWriter::finish(const Trace& run) {
  std::string& bytes = blocks_->entry(BlockKind::end);
  put_text(bytes, run.schedule);
  put_text(bytes, run.cut);
  put_varint(bytes, run.prefix ? 1 : 0);
  blocks_->end_entry(BlockKind::end);
  return blocks_->finish();
}

bool write_whole(const Trace& trace, TraceWriter& writer) {
  writer.begin(trace);
  for (const Site& site : trace.sites) writer.site(site);
  for (const TracedGoroutine& goroutine : trace.goroutines) writer.goroutine(goroutine);
  for (const TracedObject& object : trace.objects) writer.object(object);
  for (const std::string& text : trace.texts) writer.text(text);
  for (const Decision& decision : trace.decisions) writer.decision(decision);
  for (const Event& event : trace.events) {
    writer.event(event, {trace.edges.data() + event.edges, event.edge_count});
  }
  for (const TracedGoroutine& goroutine : trace.goroutines) writer.ending(goroutine);
  for (const Finding& finding : trace.findings) writer.finding(finding);
  return writer.finish(trace);
}

}  // namespace heddle::trace
