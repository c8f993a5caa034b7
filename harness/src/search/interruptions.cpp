#include "search/interruptions.h"

#include <algorithm>
#include <utility>

#include "engine/run.h"

namespace heddle::search {
namespace {

constexpr std::size_t others_named_most = 3;

std::string place_of(const Here& at) {
  const engine::Run* const run = engine::Run::current();
  return run == nullptr ? std::string() : trace::short_text(run->site(at));
}

}  // namespace

bool Interruptions::begin_run(std::uint64_t index, std::uint64_t seed) {
  list_.clear();
  last_places_.clear();
  return leader_.begin_run(index, seed);
}

std::string& Interruptions::last_place(std::uint32_t ordinal) {
  if (last_places_.size() <= ordinal) last_places_.resize(ordinal + 1);
  return last_places_[ordinal];
}

engine::Goroutine* Interruptions::pick(const engine::Choice& choice) {
  engine::Goroutine* const next = leader_.pick(choice);
  // As the engine counts preemptions.
  const engine::Goroutine* const current = choice.current;
  if (!choice.current_ready || next == current || next == nullptr ||
      current->op.kind == engine::OpKind::yield || list_.size() == listed_most) {
    return next;
  }
  Interruption interruption;
  interruption.ordinal = current->ordinal;
  interruption.name = current->name;
  interruption.after = last_place(current->ordinal);
  list_.push_back(std::move(interruption));
  return next;
}

void Interruptions::performed(const engine::Performed& what) {
  if ((leader_.watched_kinds() & engine::Observer::bit(what.touch.kind)) != 0) {
    leader_.performed(what);
  }
  if (what.goroutine == nullptr) return;
  const std::uint32_t ordinal = what.goroutine->ordinal;
  const std::string place = place_of(what.at);
  for (Interruption& interruption : list_) {
    if (!interruption.open) continue;
    if (interruption.ordinal == ordinal) {
      interruption.before = place;
      interruption.open = false;
    } else if (std::find(interruption.others.begin(), interruption.others.end(), ordinal) ==
               interruption.others.end()) {
      interruption.others.push_back(ordinal);
    }
  }
  last_place(ordinal) = place;
}

std::vector<std::string> Interruptions::told() const {
  std::vector<std::string> sentences;
  for (const Interruption& interruption : list_) {
    std::string who = "G" + std::to_string(interruption.ordinal);
    if (!interruption.name.empty()) who += " " + interruption.name;
    std::string sentence;
    if (interruption.after.empty()) {
      sentence = "before " + interruption.before + " of " + who;
    } else if (interruption.before.empty()) {
      sentence = "after " + interruption.after + " of " + who;
    } else {
      sentence = "between " + interruption.after + " and " + interruption.before + " of " + who;
    }
    sentence += ", ";
    const std::size_t count = interruption.others.size();
    if (count == 0) sentence += "nobody";
    for (std::size_t i = 0; i < std::min(count, others_named_most); ++i) {
      if (i != 0) sentence += i + 1 == count ? " and " : ", ";
      sentence += "G" + std::to_string(interruption.others[i]);
    }
    if (count > others_named_most) {
      sentence += " and " + std::to_string(count - others_named_most) + " more";
    }
    sentences.push_back(sentence + " ran");
  }
  return sentences;
}

}  // namespace heddle::search
