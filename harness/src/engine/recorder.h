#pragma once

// Records the events of one run, with their happens-before edges. A campaign's runs go without; the
// run of a finding is repeated with one.
//
// All that is recorded is plain data in one block of memory that may be shared with the parent
// process: when the run kills its process, what was recorded is still there.

#include <heddle/trace/event.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/object.h"

namespace heddle::engine {

struct Goroutine;

struct RecordedGoroutine {
  std::uint32_t ordinal;
  std::uint32_t creator;
  std::uint32_t child_index;
  std::uint32_t made_at;  // site
  std::uint32_t name;     // offset in texts; 0: none
};

struct RecordedObject {
  std::uint64_t identity;
  std::uint32_t ordinal;
  std::uint32_t made_at;  // site
  std::uint32_t made_by;  // goroutine
  std::uint32_t capacity;
  ObjectType type;
};

struct RecordedSite {
  std::uint32_t file;      // offset in texts
  std::uint32_t function;  // offset in texts
  std::uint32_t line;
};

class Recorder {
 public:
  // The layout of the block: a header, then the tables, each with its capacity.
  struct Header {
    std::uint64_t events, edges, goroutines, objects, sites, text_bytes, chains;
    bool full;  // something did not fit: the record is a prefix
  };

  // `memory` is zeroed and has room for `bytes`; most of it is never touched.
  Recorder(void* memory, std::size_t bytes);

  void clear();
  bool owns(const void* address) const noexcept {
    const auto* at = static_cast<const std::byte*>(address);
    const auto* begin = reinterpret_cast<const std::byte*>(header_);
    return at >= begin && at < begin + bytes_;
  }

  // The engine tells what happens.
  void goroutine(const Goroutine& goroutine);
  void object(const Object& object, const Goroutine* maker);
  // The buffer of the channel that was told of last.
  void capacity(const Object& channel, std::uint32_t capacity);
  // A release at the event that is being made replaces, or joins, what the place knew.
  void release(Sync& sync, bool join);
  void acquire(const Sync& sync);
  void join(Sync& to, const Sync& from);
  // An edge from an event.
  void acquire_from(std::uint32_t event);
  std::uint32_t next_number() const noexcept {
    return static_cast<std::uint32_t>(header_->events) + 1;
  }
  void event(std::uint32_t goroutine, trace::OpKind kind, const Object* object, const Here& at,
             std::uint64_t a, std::uint64_t b, bool waits);
  void note_text(std::string_view text);  // the text of the log event made next

  // Reading back.
  const Header& header() const noexcept { return *header_; }
  const trace::Event& event_at(std::uint64_t i) const noexcept { return events_[i]; }
  std::uint32_t edge_at(std::uint64_t i) const noexcept { return edges_[i]; }
  const RecordedGoroutine& goroutine_at(std::uint64_t i) const noexcept { return goroutines_[i]; }
  const RecordedObject& object_at(std::uint64_t i) const noexcept { return objects_[i]; }
  const RecordedSite& site_at(std::uint64_t i) const noexcept { return sites_[i]; }  // 1 is first
  const char* text_at(std::uint32_t offset) const noexcept { return texts_ + offset; }

 private:
  struct Chain {
    std::uint32_t event;
    std::uint32_t next;
  };
  // A place met lately: the strings of a Here are the program's and outlive every run.
  struct KnownSite {
    const char* file = nullptr;
    const char* function = nullptr;
    std::uint32_t line = 0;
    std::uint32_t index = 0;
  };
  std::uint32_t site(const Here& given);
  std::uint32_t add_site(const Here& at);
  std::uint32_t text(std::string_view text);

  Header* header_;
  std::size_t bytes_;
  trace::Event* events_;
  std::uint32_t* edges_;
  RecordedGoroutine* goroutines_;
  RecordedObject* objects_;
  RecordedSite* sites_;
  char* texts_;
  Chain* chains_;
  std::uint64_t events_max_, edges_max_, goroutines_max_, objects_max_, sites_max_, text_max_,
      chains_max_;
  std::uint64_t edges_pending_ = 0;  // edges of the event being made
  std::uint32_t note_ = 0;
  static constexpr std::size_t known_sites = 64;
  KnownSite known_sites_[known_sites];  // by file and line
};

}  // namespace heddle::engine
