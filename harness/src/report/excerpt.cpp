#include "report/excerpt.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <string_view>
#include <system_error>

namespace heddle::report {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t lines_around = 3;
constexpr std::size_t excerpts_most = 12;
constexpr std::uintmax_t file_bytes_most = 8U << 20U;
constexpr std::size_t line_bytes_most = 400;

constexpr std::array<std::string_view, 12> endings = {
    ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp", ".tcc", ".ixx"};

bool is_source(const fs::path& path) {
  const std::string ending = path.extension().string();
  std::error_code error;
  return std::find(endings.begin(), endings.end(), ending) != endings.end() &&
         fs::is_regular_file(path, error) && fs::file_size(path, error) <= file_bytes_most;
}

fs::path place_of(const std::string& file, const std::string& trace_file) {
  const fs::path named(file);
  if (named.is_absolute()) return is_source(named) ? named : fs::path{};
  std::error_code error;
  for (fs::path folder : {fs::absolute(trace_file, error).parent_path(), fs::current_path(error)}) {
    while (true) {
      if (is_source(folder / named)) return folder / named;
      if (!folder.has_relative_path()) break;
      folder = folder.parent_path();
    }
  }
  return {};
}

// By line number.
using Notes = std::map<std::uint32_t, std::vector<std::string>>;

// The marked lines of a file from its first to its last, each with those around it.
std::vector<Excerpt> pieces_of(const std::string& file, const Notes& notes, const fs::path& path) {
  std::vector<Excerpt> pieces;
  std::ifstream in(path);
  std::string text;
  auto next = notes.begin();
  auto previous = notes.end();
  for (std::uint32_t number = 1; std::getline(in, text); ++number) {
    while (next != notes.end() && next->first < number) previous = next++;
    const bool before = next != notes.end() && next->first - number <= lines_around;
    const bool after = previous != notes.end() && number - previous->first <= lines_around;
    if (!before && !after) {
      if (next == notes.end()) break;
      continue;
    }
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (text.size() > line_bytes_most) text.resize(line_bytes_most);
    const bool follows = !pieces.empty() && pieces.back().lines.back().number + 1 == number;
    if (!follows) pieces.push_back({.file = file, .lines = {}});
    const bool marked = next != notes.end() && next->first == number;
    pieces.back().lines.push_back(
        {number, text, marked ? next->second : std::vector<std::string>{}});
  }
  // Nothing of a file that is shorter than it was.
  std::erase_if(pieces, [](const Excerpt& piece) {
    return std::all_of(piece.lines.begin(), piece.lines.end(),
                       [](const ExcerptLine& line) { return line.notes.empty(); });
  });
  return pieces;
}

}  // namespace

std::vector<Excerpt> excerpts_of(const std::vector<Mark>& marks, const std::string& trace_file) {
  std::vector<std::string> files;
  std::map<std::string, Notes> notes;
  for (const Mark& mark : marks) {
    if (mark.site.line == 0 || mark.site.file.empty()) continue;
    if (!notes.contains(mark.site.file)) files.push_back(mark.site.file);
    auto& here = notes[mark.site.file][mark.site.line];
    if (std::find(here.begin(), here.end(), mark.note) == here.end()) here.push_back(mark.note);
  }
  std::vector<Excerpt> excerpts;
  for (const std::string& file : files) {
    const fs::path path = place_of(file, trace_file);
    std::vector<Excerpt> pieces;
    if (!path.empty()) pieces = pieces_of(file, notes[file], path);
    if (pieces.empty()) pieces.push_back({.file = file, .lines = {}});
    excerpts.insert(excerpts.end(), pieces.begin(), pieces.end());
  }
  excerpts.resize(std::min(excerpts.size(), excerpts_most));
  return excerpts;
}

}  // namespace heddle::report
