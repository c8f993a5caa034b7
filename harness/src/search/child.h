#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::search {

// A forked process that sends lines of text to its parent.
class Child {
 public:
  using Send = std::function<void(std::string_view line)>;

  // The child runs `body` and ends; it ends too when the parent dies. Its standard output goes to
  // standard error, so that what a scenario prints does not get into reports; its standard input is
  // empty.
  explicit Child(const std::function<void(const Send&)>& body);
  // Kills it if it still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Collects lines for at most this long; true when the child has ended.
  bool wait(int milliseconds);
  std::vector<std::string> take_lines();
  void signal(int number) noexcept;
  // As waitpid gives it; once the child has ended.
  int wait_status() const noexcept { return wait_status_; }
  // Bytes of its own memory that are resident, 0 when that cannot be told.
  std::uint64_t resident_bytes() const;
  // The most it has ever had in memory; known when it has ended.
  std::uint64_t peak_bytes() const noexcept { return peak_bytes_; }

 private:
  void drain();
  pid_t pid_ = -1;
  int pipe_ = -1;
  bool ended_ = false;
  std::uint64_t peak_bytes_ = 0;
  int wait_status_ = 0;
  std::string received_;
};

}  // namespace heddle::search
