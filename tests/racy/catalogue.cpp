#include "catalogue.h"

#include <array>

namespace heddle::racy {
namespace {

constexpr std::array all = {
    &annotations::failed_try,
    &annotations::readers_in_turn,
    &channels::buffered_send_waits_for_nobody,
    &channels::full_seen,
    &channels::length_seen,
    &channels::next_slot,
    &channels::other_case,
    &channels::read_too_early,
    &channels::two_receivers,
    &channels::two_senders,
    &goroutines::added_is_not_done,
    &goroutines::captured_by_reference,
    &goroutines::exit_seen,
    &goroutines::gave_way,
    &goroutines::slept_long_enough,
    &goroutines::written_after_done,
    &goroutines::written_after_start,
    &locks::failed_try,
    &locks::readers_write,
    &locks::signalled_too_early,
    &locks::two_locks,
    &locks::used_after_unlock,
    &publications::beside_the_once,
    &publications::double_checked_wrong,
    &publications::not_yet_cancelled,
    &publications::other_key,
    &publications::published_too_early,
    &publications::put_back_too_early,
    &publications::stored_blindly,
    &publications::timed_out,
};

}  // namespace

std::span<const Scenario* const> catalogue() { return all; }

}  // namespace heddle::racy
