#include "core/comparison.h"

#include <algorithm>
#include <utility>

namespace heddle::viewer {
namespace {

// Entry 0 stands for no event. Waiting is no difference: what counts is what was done.
void add_unmatched(const trace::Trace& trace, const std::vector<std::uint32_t>& other,
                   std::vector<std::uint32_t>& out) {
  for (const trace::Event& event : trace.events) {
    if (event.waits || event.kind == trace::OpKind::resume) continue;
    if (event.number < other.size() && other[event.number] == 0) out.push_back(event.number);
  }
}

void settle(std::vector<std::uint32_t>& events) {
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
}

}  // namespace

Comparison::Comparison(DocumentPointer a, DocumentPointer b)
    : a_(std::move(a)), b_(std::move(b)), diff_(trace::diff_of(a_->trace(), b_->trace())) {
  add_unmatched(a_->trace(), diff_.in_b, differences_a_);
  add_unmatched(b_->trace(), diff_.in_a, differences_b_);
  for (const trace::TurnedPair& pair : diff_.turned) {
    differences_a_.insert(differences_a_.end(), {pair.first_a, pair.second_a});
    differences_b_.insert(differences_b_.end(), {pair.first_b, pair.second_b});
  }
  settle(differences_a_);
  settle(differences_b_);
}

std::uint32_t Comparison::other(Side side, std::uint32_t event) const {
  const std::vector<std::uint32_t>& table = side == Side::a ? diff_.in_b : diff_.in_a;
  return event < table.size() ? table[event] : 0;
}

std::uint32_t Comparison::next_difference(Side side, std::uint32_t event, bool forward) const {
  return forward ? History::after(differences(side), event)
                 : History::before(differences(side), event);
}

std::string Comparison::text() const { return trace::text_of(diff_, a_->trace(), b_->trace()); }

}  // namespace heddle::viewer
