#include <functional>

#include "engine/run.h"

namespace heddle::engine {

Program program_of(const Scenario& scenario, bool fixed) {
  Program program;
  // A function pointer does not fit into const void* in portable C++, a pointer to it does.
  program.call = [](const void* body) { (*static_cast<void (*const*)()>(body))(); };
  program.argument = fixed ? &scenario.fixed : &scenario.body;
  program.drain = scenario.drain;
  program.detect_races = scenario.detect_races;
  program.channel_queue_fifo = scenario.channel_queue_fifo;
  program.timers = scenario.timers;
  program.limits = scenario.limits;
  return program;
}

Program program_of(const std::function<void()>& body) {
  Program program;
  program.call = [](const void* function) {
    (*static_cast<const std::function<void()>*>(function))();
  };
  program.argument = &body;
  program.has_captures = true;
  return program;
}

}  // namespace heddle::engine
