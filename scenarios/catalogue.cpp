#include "catalogue.h"

#include <array>

namespace heddle::scenarios {
namespace {

constexpr std::array all = {
    &closes::closed_by_receiver,   &closes::send_after_shutdown,
    &closes::stopped_before_start, &closes::two_closers,
    &deadlocks::crossed_locks,     &deadlocks::nested_read,
    &deadlocks::notify_under_lock, &deadlocks::shared_permit,
    &leaks::dropped_stop,          &leaks::first_error,
    &leaks::lost_result,           &leaks::missed_signal,
    &races::lost_update,           &races::overdraft,
    &races::published_too_early,   &races::sleep_is_no_order,
};

}  // namespace

std::span<const Scenario* const> catalogue() { return all; }

}  // namespace heddle::scenarios
