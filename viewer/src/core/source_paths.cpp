#include "core/source_paths.h"

#include <QDir>
#include <QFileInfo>

namespace heddle::viewer {

QStringList SourcePaths::candidates(const QString& file, const QString& trace_path) const {
  QStringList paths;
  for (const Mapping& mapping : mappings_) {
    if (file.startsWith(mapping.from)) paths << mapping.to + file.mid(mapping.from.size());
  }
  if (QDir::isAbsolutePath(file)) return paths << file;
  for (QDir folder : {QFileInfo(trace_path).absoluteDir(), QDir::current()}) {
    do {
      const QString path = folder.filePath(file);
      if (!paths.contains(path)) paths << path;
    } while (folder.cdUp());
  }
  return paths;
}

QString SourcePaths::find(const QString& file, const QString& trace_path) const {
  if (file.isEmpty()) return {};
  for (const QString& path : candidates(file, trace_path)) {
    if (QFileInfo(path).isFile()) return path;
  }
  return {};
}

}  // namespace heddle::viewer
