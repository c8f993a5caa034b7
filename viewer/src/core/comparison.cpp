#include "core/comparison.h"

#include <algorithm>
#include <utility>

namespace heddle::viewer {
namespace {

// Entry 0 stands for no event. As in a diff, an operation that waits counts where it begins to wait
// and not again when it goes on; a select where it has chosen.
void add_unmatched(const Document& document, const std::vector<std::uint32_t>& other,
                   std::vector<std::uint32_t>& out) {
  const History& history = document.history();
  std::vector<std::uint32_t> previous(history.goroutines() + 1);
  for (const trace::Event& event : document.trace().events) {
    const std::uint32_t before = std::exchange(previous[event.goroutine], event.number);
    const bool select = trace::info(event.kind).role == trace::Role::select;
    const bool again = select ? event.waits : history.completes_wait(event, before);
    if (again || event.kind == trace::OpKind::resume) continue;
    if (other[event.number] == 0) out.push_back(event.number);
  }
}

void settle(std::vector<std::uint32_t>& events) {
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
}

}  // namespace

Comparison::Comparison(DocumentPointer a, DocumentPointer b)
    : a_(std::move(a)), b_(std::move(b)), diff_(trace::diff_of(a_->trace(), b_->trace())) {
  add_unmatched(*a_, diff_.in_b, differences_a_);
  add_unmatched(*b_, diff_.in_a, differences_b_);
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
