#pragma once

// Where the files are that a trace names: traces name them as the compiler was told, often relative
// to the tree they were built from, which may stand elsewhere by now.

#include <QString>
#include <QStringList>

#include <vector>

namespace heddle::viewer {

class SourcePaths {
 public:
  struct Mapping {
    QString from;  // beginning of a path in traces
    QString to;    // what to put in its place
    friend bool operator==(const Mapping&, const Mapping&) = default;
  };

  void set_mappings(std::vector<Mapping> mappings) { mappings_ = std::move(mappings); }
  [[nodiscard]] const std::vector<Mapping>& mappings() const { return mappings_; }

  // The paths that are tried for a file, best first: mapped ones, as it stands, then below each
  // folder from the trace's upwards and from the current one upwards.
  [[nodiscard]] QStringList candidates(const QString& file, const QString& trace_path) const;
  // The first that exists; empty when none does.
  [[nodiscard]] QString find(const QString& file, const QString& trace_path) const;

 private:
  std::vector<Mapping> mappings_;
};

}  // namespace heddle::viewer
