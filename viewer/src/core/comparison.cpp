#include "core/comparison.h"

#include <algorithm>
#include <optional>
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

ComparisonPointer Comparison::of(DocumentPointer a, DocumentPointer b, const History::GoOn& go_on) {
  std::shared_ptr<Comparison> made(new Comparison(std::move(a), std::move(b)));
  std::optional<trace::Diff> diff =
      trace::diff_of(made->a_->trace(), made->b_->trace(), [&go_on] { return go_on(0.5); });
  if (!diff) return nullptr;
  made->diff_ = std::move(*diff);
  add_unmatched(*made->a_, made->diff_.in_b, made->differences_a_);
  add_unmatched(*made->b_, made->diff_.in_a, made->differences_b_);
  for (const trace::TurnedPair& pair : made->diff_.turned) {
    made->differences_a_.insert(made->differences_a_.end(), {pair.first_a, pair.second_a});
    made->differences_b_.insert(made->differences_b_.end(), {pair.first_b, pair.second_b});
  }
  settle(made->differences_a_);
  settle(made->differences_b_);
  return made;
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
