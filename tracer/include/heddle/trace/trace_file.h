#pragma once

// A trace as bytes, version 0 of the format: lines of text.
//
//     heddle-trace 0
//     ["run",{...}]                         scenario, options, schedule, how many of each follow
//     ["site","a.cpp",12,"f()"]
//     ["goroutine",creator,child,site,"name","state","pending",site,[objects]]
//     ["object","identity","type",site,goroutine]
//     ["text","..."]
//     ["decision","goroutine",value,check]
//     ["event",goroutine,"kind",object,site,a,b,waits,[edges]]
//     ["finding",{...}]
//     checksum 0123456789abcdef
//
// Lines come in this order, and the n-th line of a table is entry n. The checksum is 64-bit FNV-1a
// over all bytes before its line. The same trace gives the same bytes.

#include <heddle/trace/trace.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::trace {

// Why bytes are no trace, and where. The offset counts bytes from 0.
struct TraceError {
  std::uint64_t offset = 0;
  std::string message;
};

std::string to_bytes(const Trace& trace);

// Total: any bytes give a trace whose indices are all valid, or an error.
std::optional<Trace> parse_trace(std::string_view bytes, TraceError& error);

// Writes beside `path` first and renames when everything is on disk: there is the whole file or
// none. False with a one-line error.
bool write_trace(const Trace& trace, const std::string& path, std::string& error);

// Where the file cannot be read at all the offset is 0 and the message says why.
std::optional<Trace> read_trace(const std::string& path, TraceError& error);

}  // namespace heddle::trace
