#include "cli/fuzz_input_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "cli/context.h"

namespace heddle::cli {

std::vector<std::uint8_t> fuzz_input_from(const std::string& path) {
  constexpr std::size_t bytes_most = 64 << 20;
  const auto refuse = [&path](const std::string& why) {
    throw UsageError{"'" + path + "' cannot be read as an input of a fuzzer: " + why};
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  if (file == nullptr) refuse(std::strerror(errno));
  std::vector<std::uint8_t> bytes;
  std::uint8_t buffer[1 << 16];
  for (;;) {
    const std::size_t count = std::fread(buffer, 1, sizeof buffer, file.get());
    bytes.insert(bytes.end(), buffer, buffer + count);
    if (bytes.size() > bytes_most) refuse("it has more than 64 MB");
    if (count == sizeof buffer) continue;
    if (std::ferror(file.get()) != 0) refuse(std::strerror(errno));
    return bytes;
  }
}

}  // namespace heddle::cli
