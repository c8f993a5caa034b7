#include "engine/recorder.h"

#include <cstring>

#include "engine/code_place.h"
#include "engine/goroutine.h"
#include "engine/plain_memory.h"

namespace heddle::engine {
namespace {

// Shares of the block, in 1/64.
constexpr std::size_t event_share = 32;
constexpr std::size_t edge_share = 8;
constexpr std::size_t goroutine_share = 4;
constexpr std::size_t object_share = 6;
constexpr std::size_t site_share = 1;
constexpr std::size_t text_share = 5;
constexpr std::size_t chain_share = 8;
static_assert(event_share + edge_share + goroutine_share + object_share + site_share + text_share +
                  chain_share <=
              64);

template <class T>
T* carve(std::byte*& next, std::size_t bytes, std::uint64_t& capacity) {
  auto* table = reinterpret_cast<T*>(next);
  capacity = bytes / sizeof(T);
  next += bytes / 64 * 64;
  return table;
}

}  // namespace

Recorder::Recorder(void* memory, std::size_t bytes)
    : header_(static_cast<Header*>(memory)), bytes_(bytes) {
  static_assert(sizeof(Header) <= 64);
  auto* next = static_cast<std::byte*>(memory) + 64;
  const std::size_t part = (bytes - 64) / 64;
  events_ = carve<trace::Event>(next, part * event_share, events_max_);
  edges_ = carve<std::uint32_t>(next, part * edge_share, edges_max_);
  goroutines_ = carve<RecordedGoroutine>(next, part * goroutine_share, goroutines_max_);
  objects_ = carve<RecordedObject>(next, part * object_share, objects_max_);
  sites_ = carve<RecordedSite>(next, part * site_share, sites_max_);
  texts_ = carve<char>(next, part * text_share, text_max_);
  chains_ = carve<Chain>(next, part * chain_share, chains_max_);
}

void Recorder::clear() {
  *header_ = {};
  edges_pending_ = 0;
  note_ = 0;
  // Index 0 of texts, sites and chains means none.
  texts_[0] = '\0';
  header_->text_bytes = 1;
  header_->sites = 1;
  header_->chains = 1;
  for (KnownSite& known : known_sites_) known = {};
}

std::uint32_t Recorder::text(std::string_view text) {
  if (text.empty()) return 0;
  if (header_->text_bytes + text.size() + 1 > text_max_) {
    header_->full = true;
    return 0;
  }
  const auto at = static_cast<std::uint32_t>(header_->text_bytes);
  std::memcpy(texts_ + at, text.data(), text.size());
  texts_[at + text.size()] = '\0';
  header_->text_bytes += text.size() + 1;
  return at;
}

std::uint32_t Recorder::site(const Here& given) {
  const auto place = reinterpret_cast<std::uintptr_t>(given.file) / 16 + given.line;
  KnownSite& known = known_sites_[place % known_sites];
  if (known.index != 0 && known.line == given.line && known.file == given.file &&
      known.function == given.function) [[likely]] {
    return known.index;
  }
  const std::uint32_t index = add_site(named(given));
  known = {given.file, given.function, given.line, index};
  return index;
}

std::uint32_t Recorder::add_site(const Here& at) {
  if (at.line == 0 && (at.file == nullptr || *at.file == '\0')) return 0;
  // Newest first: loops use the same few sites.
  for (std::uint64_t i = header_->sites; i-- > 1;) {
    const RecordedSite& known = sites_[i];
    if (known.line == at.line && std::strcmp(text_at(known.file), at.file) == 0 &&
        std::strcmp(text_at(known.function), at.function) == 0) {
      return static_cast<std::uint32_t>(i);
    }
  }
  if (header_->sites == sites_max_) {
    header_->full = true;
    return 0;
  }
  RecordedSite& fresh = sites_[header_->sites];
  fresh.file = text(at.file);
  fresh.function = text(at.function);
  fresh.line = at.line;
  return static_cast<std::uint32_t>(header_->sites++);
}

void Recorder::goroutine(const Goroutine& goroutine) {
  const Unwatched unwatched;
  if (header_->goroutines == goroutines_max_) {
    header_->full = true;
    return;
  }
  RecordedGoroutine& row = goroutines_[header_->goroutines];
  row.ordinal = goroutine.ordinal;
  row.creator = goroutine.creator == nullptr ? 0 : goroutine.creator->ordinal;
  row.child_index = goroutine.child_index;
  row.made_at = site(goroutine.made_at);
  row.name = text(goroutine.name);
  ++header_->goroutines;
}

void Recorder::object(const Object& object, const Goroutine* maker) {
  const Unwatched unwatched;
  if (header_->objects == objects_max_) {
    header_->full = true;
    return;
  }
  RecordedObject& row = objects_[header_->objects];
  row.identity = object.identity;
  row.ordinal = object.ordinal;
  row.made_at = site(object.made_at);
  row.made_by = maker == nullptr ? 0 : maker->ordinal;
  row.type = object.type;
  row.capacity = 0;
  ++header_->objects;
}

void Recorder::capacity(const Object& channel, std::uint32_t capacity) {
  if (header_->objects == 0) return;
  RecordedObject& row = objects_[header_->objects - 1];
  if (row.ordinal == channel.ordinal) row.capacity = capacity;
}

void Recorder::release(Sync& sync, bool join) {
  const Unwatched unwatched;
  if (header_->chains == chains_max_) {
    header_->full = true;
    return;
  }
  const std::uint32_t event = next_number();
  if (join && sync.chain != 0 && chains_[sync.chain].event == event) return;
  chains_[header_->chains] = {event, join ? sync.chain : 0};
  sync.chain = static_cast<std::uint32_t>(header_->chains++);
}

void Recorder::acquire(const Sync& sync) {
  const Unwatched unwatched;
  for (std::uint32_t i = sync.chain; i != 0; i = chains_[i].next) acquire_from(chains_[i].event);
}

void Recorder::join(Sync& to, const Sync& from) {
  const Unwatched unwatched;
  for (std::uint32_t i = from.chain; i != 0; i = chains_[i].next) {
    if (header_->chains == chains_max_) {
      header_->full = true;
      return;
    }
    chains_[header_->chains] = {chains_[i].event, to.chain};
    to.chain = static_cast<std::uint32_t>(header_->chains++);
  }
}

void Recorder::acquire_from(std::uint32_t event) {
  const Unwatched unwatched;
  if (event == 0 || event >= next_number()) return;
  const std::uint64_t first = header_->edges - edges_pending_;
  for (std::uint64_t i = first; i < header_->edges; ++i) {
    if (edges_[i] == event) return;
  }
  if (header_->edges == edges_max_ || edges_pending_ == UINT16_MAX) {
    header_->full = true;
    return;
  }
  edges_[header_->edges++] = event;
  ++edges_pending_;
}

void Recorder::note_text(std::string_view note) {
  const Unwatched unwatched;
  note_ = text(note);
}

void Recorder::event(std::uint32_t goroutine, trace::OpKind kind, const Object* object,
                     const Here& at, std::uint64_t a, std::uint64_t b, bool waits) {
  const Unwatched unwatched;
  if (header_->events == events_max_) {
    header_->full = true;
    return;
  }
  trace::Event& event = events_[header_->events];
  event.value_a = note_ != 0 ? note_ : a;
  event.value_b = b;
  event.number = next_number();
  event.goroutine = goroutine;
  event.object = object == nullptr ? 0 : object->ordinal;
  event.site = site(at);
  event.edges = static_cast<std::uint32_t>(header_->edges - edges_pending_);
  event.edge_count = static_cast<std::uint16_t>(edges_pending_);
  event.kind = kind;
  event.waits = waits;
  edges_pending_ = 0;
  note_ = 0;
  ++header_->events;
}

}  // namespace heddle::engine
