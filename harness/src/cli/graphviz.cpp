#include "cli/graphviz.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>

#include "cli/context.h"

namespace heddle::cli {
namespace {

constexpr int no_such_program = 127;
constexpr rlim_t cpu_seconds_max = 60;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// Files, not pipes: neither side ever waits for the other.
File scratch_file() {
  File file(std::tmpfile());
  if (!file) throw Failure{std::string("cannot make a temporary file: ") + std::strerror(errno)};
  return file;
}

std::string contents(std::FILE* file) {
  std::string out;
  std::rewind(file);
  char part[65536];
  while (const std::size_t n = std::fread(part, 1, sizeof part, file)) out.append(part, n);
  return out;
}

// In the child: only what may be called between fork and exec.
[[noreturn]] void become_dot(const char* option, const File& in, const File& out, const File& err) {
  const rlimit limit{cpu_seconds_max, cpu_seconds_max};
  ::setrlimit(RLIMIT_CPU, &limit);
  if (::dup2(::fileno(in.get()), STDIN_FILENO) >= 0 &&
      ::dup2(::fileno(out.get()), STDOUT_FILENO) >= 0 &&
      ::dup2(::fileno(err.get()), STDERR_FILENO) >= 0) {
    ::execlp("dot", "dot", option, static_cast<char*>(nullptr));
  }
  ::_exit(no_such_program);
}

}  // namespace

std::string drawn(std::string_view graph, const std::string& format) {
  const File in = scratch_file();
  const File out = scratch_file();
  const File err = scratch_file();
  if (std::fwrite(graph.data(), 1, graph.size(), in.get()) != graph.size() ||
      std::fflush(in.get()) != 0) {
    throw Failure{std::string("cannot write a temporary file: ") + std::strerror(errno)};
  }
  std::rewind(in.get());
  const std::string option = "-T" + format;
  const pid_t child = ::fork();
  if (child < 0) throw Failure{std::string("cannot start dot: ") + std::strerror(errno)};
  if (child == 0) become_dot(option.c_str(), in, out, err);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return contents(out.get());
  if (WIFEXITED(status) && WEXITSTATUS(status) == no_such_program) {
    throw Failure{
        "the program dot, which draws graphs, is not there: install the package graphviz, or write "
        "the graph itself with -o X.dot"};
  }
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)) {
    throw Failure{"dot had not drawn the graph after " + std::to_string(cpu_seconds_max) +
                  " seconds: it is too large; write it with -o X.dot"};
  }
  std::string said = contents(err.get());
  said = said.substr(0, said.find('\n'));
  throw Failure{"dot could not draw the graph: " + said};
}

}  // namespace heddle::cli
