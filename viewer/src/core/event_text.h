#pragma once

// Events, decisions and findings in words.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <string>

#include "core/history.h"

namespace heddle::viewer {

// "chan-send", "go G2 worker", "log \"text\"": what happened, without object and place.
std::string what_text(const trace::Trace& trace, const trace::Event& event);
// "time=20ms early=0": its values, with their names, where what_text does not tell them.
std::string values_text(const trace::Event& event);
// "lost_result.cpp:18": the place without folders; empty when it is not known.
std::string place_text(const trace::Trace& trace, std::uint32_t site);
// "12 G2 worker: chan-send channel 3 waits, lost_result.cpp:18".
std::string sentence(const trace::Trace& trace, const trace::Event& event);
// The finding as text to read or to paste: message, goroutines, waits, notes.
std::string finding_text(const trace::Trace& trace, const trace::Finding& finding);
// The same as rich text, after the story of its explanation (may be empty); links `event:N` and
// `site:N` lead to what they name.
std::string finding_html(const History& history, const trace::Finding& finding,
                         const std::string& story);
// "heddle replay FILE", with the program's name; the file is quoted when it has to be.
std::string replay_command(const std::string& program, const std::string& file);

}  // namespace heddle::viewer
