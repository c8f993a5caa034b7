#include "search/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace heddle::search {
namespace {

// As far as anybody reads it.
void put(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

struct Pipe {
  Pipe() {
    if (pipe2(ends, O_CLOEXEC) != 0) {
      throw std::runtime_error(std::string("cannot make a pipe: ") + std::strerror(errno));
    }
  }
  int ends[2];
};

[[noreturn]] void be_child(pid_t parent, const Child::Parent& link,
                           const std::function<void(const Child::Parent&)>& body) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  // Ctrl-C reaches the whole group; the parent decides what it means.
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGPIPE, SIG_IGN);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  body(link);
  std::fflush(nullptr);
  _exit(0);
}

}  // namespace

void Child::Parent::send(std::string_view line) const {
  std::string whole(line);
  whole += '\n';
  put(writer_, whole);
}

bool Child::Parent::receive(void* bytes, std::size_t count) const {
  auto* at = static_cast<char*>(bytes);
  while (count != 0) {
    const ssize_t n = ::read(reader_, at, count);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    count -= static_cast<std::size_t>(n);
  }
  return true;
}

Child::Child(const std::function<void(const Parent&)>& body) {
  const Pipe lines;
  const Pipe orders;
  // What is buffered must not be printed twice.
  std::fflush(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    ::close(lines.ends[0]);
    ::close(orders.ends[1]);
    be_child(parent, Parent(orders.ends[0], lines.ends[1]), body);
  }
  const int failure = errno;
  ::close(lines.ends[1]);
  ::close(orders.ends[0]);
  if (pid_ < 0) {
    ::close(lines.ends[0]);
    ::close(orders.ends[1]);
    throw std::runtime_error(std::string("cannot start a worker process: ") +
                             std::strerror(failure));
  }
  pipe_ = lines.ends[0];
  orders_ = orders.ends[1];
  fcntl(pipe_, F_SETFL, O_NONBLOCK);
}

Child::~Child() {
  if (!ended_) {
    ::kill(pid_, SIGKILL);
    while (waitpid(pid_, &wait_status_, 0) < 0 && errno == EINTR) continue;
  }
  ::close(pipe_);
  ::close(orders_);
}

void Child::tell(const void* bytes, std::size_t count) {
  // A pipe without a reader is told by a signal, which nobody waits for here.
  struct sigaction ignore{};
  struct sigaction before{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &before);
  if (!ended_) put(orders_, {static_cast<const char*>(bytes), count});
  sigaction(SIGPIPE, &before, nullptr);
}

void Child::drain() {
  char buffer[1 << 16];
  while (true) {
    const ssize_t n = ::read(pipe_, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    received_.append(buffer, static_cast<std::size_t>(n));
  }
}

bool Child::wait(int milliseconds) {
  if (ended_) return true;
  pollfd interest{pipe_, POLLIN, 0};
  ::poll(&interest, 1, milliseconds);
  drain();
  // The pipe does not tell when the child ends: a process that the scenario has started may hold it
  // open.
  rusage usage{};
  if (wait4(pid_, &wait_status_, WNOHANG, &usage) != pid_) {
    // A closed pipe is ready at once, for ever: the process has a moment left.
    if ((interest.revents & POLLHUP) != 0) usleep(500);
    return false;
  }
  ended_ = true;
  constexpr std::uint64_t bytes_per_unit = 1024;
  peak_bytes_ = static_cast<std::uint64_t>(usage.ru_maxrss) * bytes_per_unit;
  drain();
  return true;
}

std::vector<std::string> Child::take_lines() {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = received_.find('\n', begin);
    if (end == std::string::npos) break;
    lines.push_back(received_.substr(begin, end - begin));
    begin = end + 1;
  }
  received_.erase(0, begin);
  return lines;
}

void Child::signal(int number) noexcept {
  if (!ended_) ::kill(pid_, number);
}

std::uint64_t Child::resident_bytes() const {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/statm", static_cast<int>(pid_));
  std::FILE* file = std::fopen(path, "re");
  if (file == nullptr) return 0;
  unsigned long long size = 0;
  unsigned long long resident = 0;
  unsigned long long shared = 0;
  const int fields = std::fscanf(file, "%llu %llu %llu", &size, &resident, &shared);
  std::fclose(file);
  if (fields != 3 || shared > resident) return 0;
  return (resident - shared) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace heddle::search
