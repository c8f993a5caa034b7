#pragma once

#include <heddle/chan.h>
#include <heddle/error.h>
#include <heddle/goroutine.h>
#include <heddle/here.h>
#include <heddle/make.h>
#include <heddle/mutex.h>
#include <heddle/panic.h>
#include <heddle/run_state.h>
#include <heddle/waitgroup.h>

#include <concepts>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace heddle {

namespace detail {

// A call that is under way, without its value.
struct Flight {
  explicit Flight(std::string_view name) : key(name) {}
  std::string key;
  WaitGroup landing;   // done when the function has returned
  int duplicates = 0;  // calls that share this one
  Error error;
  std::exception_ptr panic;  // what the function threw
  bool left = false;         // the function called goexit
  Flight* next = nullptr;    // in the table
};

// The calls under way, under a mutex.
struct FlightTable {
  Mutex mutex;
  Flight* first = nullptr;

  Flight* find(std::string_view key) const noexcept;
  void add(Flight& flight) noexcept;
  void remove(const Flight& flight) noexcept;  // nothing if it has been forgotten
  void forget(std::string_view key) noexcept;
};

// Waits for somebody else's call and ends as it did: returns, panics or leaves by goexit.
void join(Flight& flight, Here at);
// A panic must reach somebody even when all callers only hold channels: raises it in a goroutine of
// its own.
void panic_elsewhere(const std::exception_ptr& panic, Here at);

}  // namespace detail

// What a SingleFlight call gives.
template <class T>
struct FlightResult {
  T value{};            // what the function returned
  Error error;          // nil unless the function returned one
  bool shared = false;  // more than one caller has got it
};

// Calls with the same key at the same time become one call, whose result all of them get
// (golang.org/x/sync/singleflight). The function returns a T, or a std::pair<T, Error>.
//
//     FlightResult<int> r = flights.call("user 7", [] { return load_user(7); });
template <class T>
  requires std::copyable<T> && std::default_initializable<T>
class SingleFlight {
 public:
  // Go's Do. A panic or goexit of the function goes to every caller.
  template <std::invocable F>
  FlightResult<T> call(std::string_view key, F&& function, Here at = Here::current()) {
    detail::FlightTable& table = *table_;
    table.mutex.lock(at);
    if (detail::Flight* known = table.find(key)) {
      ++known->duplicates;
      table.mutex.unlock(at);
      detail::join(*known, at);
      return {static_cast<Flight*>(known)->value, known->error, true};
    }
    Flight& flight = start(table, key, at);
    table.mutex.unlock(at);
    fly(table, flight, function, at);
    return {flight.value, flight.error, flight.duplicates > 0};
  }

  // Go's DoChan: the result comes through a channel. The function runs in a goroutine of its own.
  template <std::invocable F>
  RecvChan<FlightResult<T>> call_chan(std::string_view key, F&& function,
                                      Here at = Here::current()) {
    detail::FlightTable& table = *table_;
    auto* waiting = make<Waiting>(make_chan<FlightResult<T>>(1, at), nullptr);
    table.mutex.lock(at);
    if (detail::Flight* known = table.find(key)) {
      auto& flight = *static_cast<Flight*>(known);
      ++flight.duplicates;
      flight.wait(*waiting);
      table.mutex.unlock(at);
      return waiting->chan;
    }
    Flight& flight = start(table, key, at);
    flight.wait(*waiting);
    table.mutex.unlock(at);
    // The goroutine may outlive this object, not the run.
    go([table = &table, flight = &flight, at,
        call = std::decay_t<F>(
            std::forward<F>(function))]() mutable { fly(*table, *flight, call, at); },
       at);
    return waiting->chan;
  }

  // The next call with this key runs its function even if an earlier one is still under way.
  void forget(std::string_view key, Here at = Here::current()) {
    detail::FlightTable& table = *table_;
    Lock hold(table.mutex, at);
    table.forget(key);
  }

 private:
  struct Waiting {
    Chan<FlightResult<T>> chan;
    Waiting* next = nullptr;
  };
  struct Flight : detail::Flight {
    using detail::Flight::Flight;
    T value{};
    Waiting* first = nullptr;
    Waiting* last = nullptr;
    void wait(Waiting& waiting) {
      (last == nullptr ? first : last->next) = &waiting;
      last = &waiting;
    }
  };

  static Flight& start(detail::FlightTable& table, std::string_view key, Here at) {
    auto* flight = make<Flight>(key);
    flight->landing.add(1, at);
    table.add(*flight);
    return *flight;
  }

  // Runs the function and tells everybody.
  template <class F>
  static void fly(detail::FlightTable& table, Flight& flight, F& function, Here at) {
    bool returned = false;
    {
      Defer land([&table, &flight, &returned, at] { finish(table, flight, returned, at); });
      try {
        run(flight, function);
        returned = true;
      } catch (const Panic&) {
        flight.panic = std::current_exception();
      } catch (const std::exception&) {
        flight.panic = std::current_exception();
      }
    }
    if (!flight.panic) return;
    if (flight.first != nullptr) detail::panic_elsewhere(flight.panic, at);
    std::rethrow_exception(flight.panic);
  }

  template <class F>
  static void run(Flight& flight, F& function) {
    using Result = std::invoke_result_t<F&>;
    if constexpr (std::is_convertible_v<Result, T>) {
      flight.value = function();
    } else {
      Result result = function();
      flight.value = std::move(result.first);
      flight.error = result.second;
    }
  }

  static void finish(detail::FlightTable& table, Flight& flight, bool returned, Here at) {
    flight.left = !returned && !flight.panic;
    table.mutex.lock(at);
    flight.landing.done(at);
    table.remove(flight);
    if (returned) {
      for (Waiting* waiting = flight.first; waiting != nullptr; waiting = waiting->next) {
        waiting->chan.send({flight.value, flight.error, flight.duplicates > 0}, at);
      }
    }
    table.mutex.unlock(at);
  }

  detail::RunState<detail::FlightTable> table_;
};

}  // namespace heddle
