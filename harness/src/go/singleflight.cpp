#include <heddle/select.h>
#include <heddle/singleflight.h>

namespace heddle::detail {

Flight* FlightTable::find(std::string_view key) const noexcept {
  Flight* flight = first;
  while (flight != nullptr && flight->key != key) flight = flight->next;
  return flight;
}

void FlightTable::add(Flight& flight) noexcept {
  flight.next = first;
  first = &flight;
}

void FlightTable::remove(const Flight& flight) noexcept {
  for (Flight** at = &first; *at != nullptr; at = &(*at)->next) {
    if (*at == &flight) {
      *at = flight.next;
      return;
    }
  }
}

void FlightTable::forget(std::string_view key) noexcept {
  if (const Flight* known = find(key)) remove(*known);
}

void join(Flight& flight, Here at) {
  flight.landing.wait(at);
  if (flight.panic) std::rethrow_exception(flight.panic);
  if (flight.left) goexit();
}

void panic_elsewhere(const std::exception_ptr& panic, Here at) {
  go([panic] { std::rethrow_exception(panic); }, at);
  // The goroutine that made the call stays, so that a report shows it.
  select({}, at);
}

}  // namespace heddle::detail
