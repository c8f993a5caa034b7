// How welcome an operation is to the pairs of a plan.

#include <algorithm>

#include "strategy/from_bytes.h"
#include "strategy/welcome.h"

namespace heddle::strategy {

using engine::Choice;
using engine::Goroutine;

namespace {

// Whether the two may mean the same operation.
bool overlap(const OperationRef& a, const OperationName& name) noexcept {
  const OperationRef& b = name.ref;
  const bool by_one = a.goroutine == 0 || a.goroutine == b.goroutine || a.goroutine == name.family;
  return by_one && a.kind == b.kind && a.object == b.object &&
         (a.place == 0 || b.place == 0 || a.place == b.place) &&
         (a.occurrence == 0 || b.occurrence == 0 || a.occurrence == b.occurrence);
}

}  // namespace

bool FromBytes::is_there(const Choice& choice, const OperationRef& ref) const {
  return std::any_of(choice.ready, choice.ready + choice.count,
                     [&](const Goroutine* g) { return covers(ref, members_[g->ordinal].next); });
}

// How welcome it is that the goroutine does this.
int FromBytes::score_as(const Choice& choice, const Goroutine& goroutine,
                        const OperationName& operation, std::uint64_t object) {
  const OperationRef& ref = operation.ref;
  int sum = 0;
  for (std::size_t i = 0; i < plan_.pairs.size(); ++i) {
    const FuzzPlan::Pair& pair = plan_.pairs[i];
    if (pair.reader.object != ref.object || pair_done_[i]) continue;
    const trace::Touch reader{static_cast<engine::OpKind>(pair.reader.kind), 0, object};
    const Source now = sources_.of(reader);
    const bool matches =
        pair.from_nothing ? now.event == 0
                          : now.event != 0 && covers(pair.source, seen_[now.event - 1].operation);
    const bool is_source = !pair.from_nothing && overlap(pair.source, operation);
    const trace::Touch op{static_cast<engine::OpKind>(ref.kind), 0, object};
    if (overlap(pair.reader, operation)) {
      if (pair.negated) {
        sum += matches ? welcome::not_yet : welcome::now;
      } else if (pair.from_nothing) {
        // Once something was done to the object there is nothing to wait for.
        if (matches) sum += welcome::now;
      } else {
        sum += matches && now.ordinal != goroutine.ordinal ? welcome::now : welcome::not_yet;
      }
    } else if (meets(op, reader)) {
      if (pair.negated) {
        sum += is_source ? welcome::in_the_way : matches ? welcome::soon : 0;
      } else if (!is_source) {
        if (matches) sum += welcome::in_the_way;
      } else if (!matches) {
        sum += !pair.late || is_there(choice, pair.reader) ? welcome::soon : welcome::in_the_way;
      }
    }
  }
  return sum;
}

int FromBytes::score(const Choice& choice, const Goroutine& goroutine) {
  const Member& by = member(goroutine);
  if (goroutine.op.object == nullptr || !by.directed) return 0;
  int sum = score_as(choice, goroutine, by.next, goroutine.op.object->identity);
  for (const FuzzPlan::Lift& lift : plan_.lifts) {
    if (!covers(lift.taken, by.next) || lift.inside.kind >= trace::op_kind_count) continue;
    OperationName inside{lift.inside, by.next.family};
    inside.ref.goroutine = by.next.ref.goroutine;
    // Nothing was done yet to one that was not met yet: any identity will do.
    const std::uint32_t at = object_index_.find(inside.ref.object);
    sum += score_as(choice, goroutine, inside,
                    at == HashIndex::none ? inside.ref.object : objects_[at]);
  }
  return sum;
}

}  // namespace heddle::strategy
