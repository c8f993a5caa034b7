#pragma once

// Lines of the program's source around the places that a finding names.

#include <heddle/trace/finding.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::report {

// A place to show, and what was done there.
struct Mark {
  trace::Site site;
  std::string note;  // "18: G2 var-write var 4"
};

// A line of a file.
struct ExcerptLine {
  std::uint32_t number = 0;
  std::string text;
  std::vector<std::string> notes;  // of the marks on it
};

// Lines of one file that follow each other; none where the file was not found.
struct Excerpt {
  std::string file;  // as the trace names it
  std::vector<ExcerptLine> lines;
};

// The marked lines with those around them, in the order of the marks; close ones in one piece. A
// file is looked for as it is named, then below the folders from the trace's upwards, then from the
// current one upwards, as the viewer does. A trace comes from anywhere: only what has the ending of
// a C or C++ source is read, for what is read is shown.
std::vector<Excerpt> excerpts_of(const std::vector<Mark>& marks, const std::string& trace_file);

}  // namespace heddle::report
