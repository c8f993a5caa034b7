#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::search {

// A forked process that sends lines of text to its parent, and may be told what to do.
class Child {
 public:
  // What the child has of its parent.
  class Parent {
   public:
    Parent(int reader, int writer) noexcept : reader_(reader), writer_(writer) {}
    void send(std::string_view line) const;
    // Waits for so many bytes that were told; false when there will be none.
    bool receive(void* bytes, std::size_t count) const;

   private:
    int reader_;
    int writer_;
  };

  // The child runs `body` and ends; it ends too when the parent dies. Its standard output goes to
  // standard error, so that what a scenario prints does not get into reports; its standard input is
  // empty.
  explicit Child(const std::function<void(const Parent&)>& body);
  // Kills it if it still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Collects lines for at most this long; true when the child has ended.
  bool wait(int milliseconds);
  // A descriptor that is readable when there may be lines, or the child has ended.
  int lines() const noexcept { return pipe_; }
  // For Parent::receive. A child that has ended is told nothing.
  void tell(const void* bytes, std::size_t count);
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
  int pipe_ = -1;    // what it sends
  int orders_ = -1;  // what it is told
  bool ended_ = false;
  std::uint64_t peak_bytes_ = 0;
  int wait_status_ = 0;
  std::string received_;
};

}  // namespace heddle::search
