#include "heddle/trace/trace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "heddle/trace/trace_writer.h"

namespace heddle::trace {
namespace {

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
  std::string bytes;
  TraceWriter writer([&](std::string_view part) {
    bytes += part;
    return true;
  });
  // Only an entry of more than 64 MB is refused, and what there is of it is no trace.
  if (!write_whole(trace, writer)) bytes.clear();
  return bytes;
}

bool write_trace(const Trace& trace, const std::string& path, std::string& error) {
  const std::string unfinished = path + ".tmp";
  const auto failed = [&](const std::string& file) {
    error = "cannot write " + file + ": " +
            (errno == 0 ? "an entry of the trace is too large" : std::strerror(errno));
    ::unlink(unfinished.c_str());
    return false;
  };
  const auto put_trace = [&](const Descriptor& file) {
    errno = 0;
    TraceWriter writer([&](std::string_view part) { return put_all(file.number, part); });
    return write_whole(trace, writer);
  };
  // A device or a pipe is written to, never replaced by a file of its name.
  struct stat there{};
  if (::stat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
    const Descriptor device{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (device.number >= 0 && put_trace(device)) return true;
    error = "cannot write " + path + ": " + std::strerror(errno);
    return false;
  }
  {
    const Descriptor file{
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    if (file.number < 0) return failed(path);
    if (!put_trace(file) || ::fsync(file.number) != 0) return failed(path);
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return failed(path);
  return true;
}

std::optional<Trace> read_trace(const std::string& path, TraceError& error,
                                const ReadOptions& options) {
  const auto failed = [&]() -> std::optional<Trace> {
    error = {0, std::string("cannot be read: ") + std::strerror(errno)};
    return std::nullopt;
  };
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status{};
  if (file.number < 0 || ::fstat(file.number, &status) != 0) return failed();
  if (S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    return failed();
  }
  std::string bytes;
  // Once, where the size is known: growing copies.
  if (S_ISREG(status.st_mode)) bytes.reserve(static_cast<std::size_t>(status.st_size) + 1);
  while (true) {
    constexpr std::size_t piece_bytes = 1 << 20;
    const std::size_t have = bytes.size();
    bytes.resize(have + piece_bytes);
    const ssize_t n = ::read(file.number, bytes.data() + have, piece_bytes);
    bytes.resize(have + (n > 0 ? static_cast<std::size_t>(n) : 0));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed();
    if (n == 0) break;
  }
  return parse_trace(bytes, error, options);
}

}  // namespace heddle::trace
