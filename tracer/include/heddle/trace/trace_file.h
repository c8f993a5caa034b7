#pragma once

// A trace as bytes: docs/trace-format.md. Trace files of older versions are converted while they
// are read; there is none before version 1.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::trace {

// Why bytes are no trace, and where. The offset counts bytes from 0.
struct TraceError {
  std::uint64_t offset = 0;  // in bytes from the beginning
  std::string message;       // one line
};

// A part of a file that could not be read.
struct Damage {
  std::uint64_t offset = 0;  // in bytes from the beginning
  std::string message;       // one line
};

// What a reader puts up with.
struct ReadOptions {
  // More events than this are an error. What is decoded takes at most 64 bytes of memory an event,
  // and 64 MB.
  std::uint32_t events_max = 200'000'000;
  // Where damage is told of. Without it any damage is an error. With it what is left is read, and
  // numbers stay what they were: lost events have the kind `none`, lost entries of other tables are
  // blank, and the trace says `prefix`.
  std::vector<Damage>* damage = nullptr;
};

// The same trace gives the same bytes.
std::string to_bytes(const Trace& trace);

// Total: any bytes give a trace whose indices are all valid, or an error.
std::optional<Trace> parse_trace(std::string_view bytes, TraceError& error,
                                 const ReadOptions& options = {});

// Writes beside `path` first and renames when everything is on disk: there is the whole file or
// none. False with a one-line error.
bool write_trace(const Trace& trace, const std::string& path, std::string& error);

// Where the file cannot be read at all the offset is 0 and the message says why.
std::optional<Trace> read_trace(const std::string& path, TraceError& error,
                                const ReadOptions& options = {});

}  // namespace heddle::trace
