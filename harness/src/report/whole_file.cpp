#include "report/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace heddle::report {
namespace {

bool put_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

bool write_whole_file(const std::string& path, std::string_view text, std::string& error) {
  struct stat there{};
  const bool plain = ::stat(path.c_str(), &there) != 0 || S_ISREG(there.st_mode);
  const std::string written = plain ? path + ".tmp" : path;
  const int descriptor =
      ::open(written.c_str(), O_WRONLY | O_CLOEXEC | (plain ? O_CREAT | O_TRUNC : 0), 0666);
  bool good = descriptor >= 0 && put_all(descriptor, text);
  // What is not on the disk yet may not fit there.
  if (good && plain) good = ::fsync(descriptor) == 0;
  int problem = errno;
  if (descriptor >= 0 && ::close(descriptor) != 0 && good) {
    good = false;
    problem = errno;
  }
  if (good && plain && ::rename(written.c_str(), path.c_str()) != 0) {
    good = false;
    problem = errno;
  }
  if (good) return true;
  error = "cannot write " + path + ": " + std::strerror(problem);
  if (plain && descriptor >= 0) ::unlink(written.c_str());
  return false;
}

}  // namespace heddle::report
