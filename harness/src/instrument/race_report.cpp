#include "instrument/race_report.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "engine/code_place.h"
#include "instrument/held_locks.h"
#include "instrument/shadow.h"

namespace heddle::instrument {
namespace {

using engine::code_place;
using engine::Goroutine;
using engine::Run;

constexpr std::size_t frames_shown_most = 16;

// One of the two accesses, as a report tells it.
struct Side {
  const Goroutine* goroutine;
  std::string word;
  std::uintptr_t pc;
  const Context* context;  // null in a campaign
  std::vector<HeldLock> locks;
};

bool reported(const Run& run, Kind kind, const trace::Site& a, const trace::Site& b) {
  return std::any_of(run.findings().begin(), run.findings().end(),
                     [&](const trace::Finding& finding) {
                       return finding.kind == kind && finding.sites.size() == 2 &&
                              finding.sites[0] == a && finding.sites[1] == b;
                     });
}

// The calls that led to the access, innermost first, the program's own only.
std::vector<trace::Site> stack_of(const Side& side) {
  std::vector<trace::Site> stack;
  if (side.context == nullptr) return stack;
  const auto add = [&stack](std::uintptr_t pc) {
    for (trace::Site& frame : engine::frames_at(pc)) {
      if (engine::is_users_code(frame) && stack.size() < frames_shown_most) {
        stack.push_back(std::move(frame));
      }
    }
  };
  add(side.pc);
  for (std::uint32_t i = side.context->depth; i-- > 0;) add(side.context->frames[i]);
  return stack;
}

std::string lock_text(const Run& run, const HeldLock& lock) {
  const engine::Recorder& recorder = *const_cast<Run&>(run).recorder();
  const trace::Event& taken = recorder.event_at(lock.event - 1);
  std::string word = "lock";
  for (std::uint64_t i = 0; i < recorder.header().objects; ++i) {
    const engine::RecordedObject& row = recorder.object_at(i);
    if (row.ordinal == lock.object) word = engine::word(row.type);
  }
  std::string text = word + " " + std::to_string(lock.object);
  if (taken.site != 0) {
    const engine::RecordedSite& site = recorder.site_at(taken.site);
    text += " (taken at " + trace::place_text({recorder.text_at(site.file), site.line, {}}) + ")";
  }
  return text;
}

trace::Involved describe(Run& run, const Side& side) {
  trace::Involved who = run.describe(*side.goroutine);
  who.site = run.site(code_place(side.pc));
  who.state = side.word;
  who.waits_for.clear();
  who.stack = stack_of(side);
  // The innermost frame of the program's own is what its author looks for.
  if (!who.stack.empty()) who.site = who.stack.front();
  for (const HeldLock& lock : side.locks) who.holds.push_back(lock_text(run, lock));
  return who;
}

// How the two stand to each other as far as locks go; empty in a campaign.
std::string lock_clause(const Side& a, const Side& b) {
  if (a.context == nullptr && b.context == nullptr) return {};
  if (a.locks.empty() && b.locks.empty()) return "; neither holds a lock";
  for (const HeldLock& one : a.locks) {
    for (const HeldLock& other : b.locks) {
      // Both read-locked, or an edge that goes the other way.
      if (one.object == other.object) return "; a lock they share does not order them";
    }
  }
  return "; they hold no lock in common";
}

std::string counted_bytes(std::size_t bytes) {
  return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

// What the memory is, in words that are the same in every process.
std::string memory_text(const Scene& scene, std::uintptr_t address, std::size_t bytes) {
  std::string text = counted_bytes(bytes);
  if (scene.stack_owner != nullptr) {
    const Goroutine& owner = *scene.stack_owner;
    // Names take time; the run of a finding is recorded before it is shown. What lies below the
    // frame that called the harness is the harness's by now.
    const bool lives = &owner == &scene.me || owner.entered_at == nullptr ||
                       address >= reinterpret_cast<std::uintptr_t>(owner.entered_at);
    if (lives && scene.run.recorder() != nullptr) {
      const std::string name = scene.run.local_at(owner, address);
      if (!name.empty()) text += " of the local " + name + ",";
    }
    return text + " on the stack of G" + std::to_string(owner.ordinal) +
           (*owner.name == '\0' ? "" : " " + std::string(owner.name));
  }
  if (const Block* block = scene.blocks.holding(address)) {
    text += ", at offset " + std::to_string(address - block->address) + " of the ";
    text += block->pc == 0 ? "make<T> object of " : "heap block of ";
    text += counted_bytes(block->bytes) + " that G" + std::to_string(block->goroutine) + " " +
            (block->pc == 0 ? "made" : "allocated");
    if (block->pc == 0) return text;
    const trace::Site site = scene.run.site(code_place(block->pc));
    if (site.line != 0) text += " at " + trace::place_text(site);
    return text;
  }
  const std::string name = engine::data_at(address);
  if (!name.empty()) return text + " of the global " + name;
  return text + " of memory";
}

std::size_t bytes_of(std::uint64_t mask) noexcept {
  return static_cast<std::size_t>(std::popcount(mask));
}

Side side_of(const Scene& scene, std::uintptr_t address, const Record& record, std::string word) {
  Side side{&scene.run.goroutine(access_key::slot_of(record.key) + 1),
            std::move(word),
            record.pc(),
            scene.contexts.find(address, record),
            {}};
  if (side.context != nullptr && scene.run.recorder() != nullptr) {
    side.locks = held_locks(*scene.run.recorder(), side.goroutine->ordinal, side.context->event);
  }
  return side;
}

// The access that is being made.
Side own_side(const Scene& scene, std::uintptr_t address, const Access& access, std::string word) {
  const Record mine{scene.run.key_of(scene.me), access.info()};
  return side_of(scene, address, mine, std::move(word));
}

std::string word_of(const Record& record) {
  std::string word = record.writes() ? "write" : "read";
  return record.plain() == 0 && record.atomic() != 0 ? "atomic " + word : word;
}

void add(const Scene& scene, Kind kind, const std::string& head, const Side& first,
         const Side& second, const std::string& note) {
  Run& run = scene.run;
  const trace::Site one = run.site(code_place(first.pc));
  const trace::Site other = run.site(code_place(second.pc));
  if (reported(run, kind, one, other)) return;
  trace::Involved earlier = describe(run, first);
  trace::Involved later = describe(run, second);
  std::string message = head + "nothing orders the " + first.word + " at " +
                        trace::place_text(earlier.site) + " before the " + second.word + " at " +
                        trace::place_text(later.site) + lock_clause(first, second);
  trace::Finding finding = run.new_finding(kind, std::move(message));
  finding.goroutines = {std::move(earlier), std::move(later)};
  finding.sites = {one, other};
  finding.notes.push_back(note);
  run.add_finding(std::move(finding));
}

}  // namespace

void report_race(const Scene& scene, std::uintptr_t address, const Access& access,
                 const Verdict& verdict) {
  const engine::Unwatched unwatched;
  const Side second = own_side(scene, address, access, word_of({0, access.info()}));
  if (verdict.freed) {
    const Side first = side_of(scene, address, verdict.race, "free");
    Run& run = scene.run;
    const trace::Site one = run.site(code_place(first.pc));
    const trace::Site other = run.site(code_place(second.pc));
    if (reported(run, Kind::data_race, one, other)) return;
    trace::Involved earlier = describe(run, first);
    trace::Involved later = describe(run, second);
    trace::Finding finding = run.new_finding(
        Kind::data_race, "use after free: the " + second.word + " at " +
                             trace::place_text(later.site) + " is of memory that was freed at " +
                             trace::place_text(earlier.site));
    finding.goroutines = {std::move(earlier), std::move(later)};
    finding.sites = {one, other};
    finding.notes.push_back("on " + memory_text(scene, address, bytes_of(access.mask)));
    run.add_finding(std::move(finding));
    return;
  }
  const std::uint64_t overlap = access.mask & (verdict.race.plain() | verdict.race.atomic());
  const auto first_byte = static_cast<unsigned>(std::countr_zero(overlap));
  const std::uintptr_t begin = (address & ~(Shadow::granule_bytes - 1)) + first_byte;
  add(scene, Kind::data_race, {}, side_of(scene, address, verdict.race, word_of(verdict.race)),
      second, "on " + memory_text(scene, begin, bytes_of(overlap)));
}

void report_free(const Scene& scene, std::uintptr_t address, const Access& access,
                 const Verdict& verdict) {
  const engine::Unwatched unwatched;
  const Side second = own_side(scene, address, access, "free");
  const std::string head = verdict.freed ? "double free: " : "use after free: ";
  add(scene, Kind::data_race, head,
      side_of(scene, address, verdict.race, verdict.freed ? "free" : word_of(verdict.race)), second,
      "on " + memory_text(scene, address, bytes_of(verdict.race.plain() | verdict.race.atomic())));
}

void report_dead_stack(const Scene& scene, std::uintptr_t address, const Access& access) {
  const engine::Unwatched unwatched;
  Run& run = scene.run;
  const Goroutine& owner = *scene.stack_owner;
  const trace::Site at = run.site(code_place(access.pc));
  if (reported(run, Kind::dead_stack, at, at)) return;
  const Side side{&scene.me, access.writes ? "write" : "read", access.pc, nullptr, {}};
  trace::Involved user = describe(run, side);
  const bool ended = owner.state == engine::State::done;
  std::string message = std::string("the ") + side.word + " at " + trace::place_text(user.site) +
                        " is of a local variable of G" + std::to_string(owner.ordinal) +
                        (*owner.name == '\0' ? "" : " " + std::string(owner.name)) +
                        (ended ? ", which has ended" : " whose function has returned");
  trace::Finding finding = run.new_finding(Kind::dead_stack, std::move(message));
  finding.goroutines = {std::move(user), run.describe(owner)};
  finding.sites = {at, at};
  finding.notes.push_back("on " + memory_text(scene, address, bytes_of(access.mask)));
  run.add_finding(std::move(finding));
}

}  // namespace heddle::instrument
