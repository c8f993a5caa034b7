#include "heddle/trace/trace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "checksum.h"
#include "finding_value.h"

namespace heddle::trace {
namespace {

using nlohmann::json;

void add(std::string& bytes, const json& line) {
  bytes += line_of(line);
  bytes += '\n';
}

json header(const Trace& trace) {
  return json::array({"run",
                      {{"scenario", trace.scenario},
                       {"fixed", trace.fixed},
                       {"strategy", trace.strategy},
                       {"seed", trace.seed},
                       {"run", trace.run},
                       {"early", trace.early},
                       {"schedule", trace.schedule},
                       {"cut", trace.cut},
                       {"prefix", trace.prefix},
                       {"sites", trace.sites.size()},
                       {"goroutines", trace.goroutines.size()},
                       {"objects", trace.objects.size()},
                       {"texts", trace.texts.size()},
                       {"decisions", trace.decisions.size()},
                       {"events", trace.events.size()},
                       {"findings", trace.findings.size()}}});
}

json line(const TracedGoroutine& goroutine) {
  return json::array({"goroutine", goroutine.creator, goroutine.child_index, goroutine.made_at,
                      goroutine.name, std::string(word(goroutine.state)),
                      std::string(info(goroutine.pending).name), goroutine.pending_at,
                      goroutine.waits_for});
}

json line(const TracedObject& object) {
  char identity[17];
  std::snprintf(identity, sizeof identity, "%016llx",
                static_cast<unsigned long long>(object.identity));
  return json::array({"object", identity, object.type, object.made_at, object.made_by});
}

json line(const Trace& trace, const Event& event) {
  json edges = json::array();
  for (std::uint32_t i = 0; i < event.edge_count; ++i) {
    edges.push_back(trace.edges[event.edges + i]);
  }
  return json::array({"event", event.goroutine, std::string(info(event.kind).name), event.object,
                      event.site, event.value_a, event.value_b, event.waits, std::move(edges)});
}

// Closes on every way out.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

bool put_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

std::string to_bytes(const Trace& trace) {
  std::string bytes = "heddle-trace 0\n";
  add(bytes, header(trace));
  for (const Site& site : trace.sites) {
    add(bytes, json::array({"site", site.file, site.line, site.function}));
  }
  for (const TracedGoroutine& goroutine : trace.goroutines) add(bytes, line(goroutine));
  for (const TracedObject& object : trace.objects) add(bytes, line(object));
  for (const std::string& text : trace.texts) add(bytes, json::array({"text", text}));
  for (const Decision& decision : trace.decisions) {
    add(bytes, json::array(
                   {"decision", std::string(word(decision.kind)), decision.value, decision.check}));
  }
  for (const Event& event : trace.events) add(bytes, line(trace, event));
  for (const Finding& finding : trace.findings) {
    add(bytes, json::array({"finding", value_of(finding)}));
  }
  char last[32];
  std::snprintf(last, sizeof last, "checksum %016llx\n",
                static_cast<unsigned long long>(checksum(bytes)));
  bytes += last;
  return bytes;
}

bool write_trace(const Trace& trace, const std::string& path, std::string& error) {
  const std::string unfinished = path + ".tmp";
  const auto failed = [&](const std::string& file) {
    error = "cannot write " + file + ": " + std::strerror(errno);
    ::unlink(unfinished.c_str());
    return false;
  };
  const std::string bytes = to_bytes(trace);
  // A device or a pipe is written to, never replaced by a file of its name.
  struct stat there{};
  if (::stat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
    const Descriptor device{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (device.number >= 0 && put_all(device.number, bytes)) return true;
    error = "cannot write " + path + ": " + std::strerror(errno);
    return false;
  }
  {
    const Descriptor file{
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    if (file.number < 0) return failed(path);
    if (!put_all(file.number, bytes) || ::fsync(file.number) != 0) return failed(path);
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return failed(path);
  return true;
}

std::optional<Trace> read_trace(const std::string& path, TraceError& error) {
  const auto failed = [&]() -> std::optional<Trace> {
    error = {0, std::string("cannot be read: ") + std::strerror(errno)};
    return std::nullopt;
  };
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) return failed();
  std::string bytes;
  while (true) {
    constexpr std::size_t piece_bytes = 1 << 16;
    const std::size_t have = bytes.size();
    bytes.resize(have + piece_bytes);
    const ssize_t n = ::read(file.number, bytes.data() + have, piece_bytes);
    bytes.resize(have + (n > 0 ? static_cast<std::size_t>(n) : 0));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed();
    if (n == 0) break;
  }
  return parse_trace(bytes, error);
}

}  // namespace heddle::trace
