#include <QBuffer>
#include <QFileInfo>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "window/main_window.h"

namespace heddle::viewer {
namespace {

// The picture as bytes, whole in memory: the file is written at once or not at all.
QByteArray picture(TraceTab& tab, const QString& kind) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  Timeline& view = tab.timeline();
  const QSize size = view.size();
  if (kind == QStringLiteral("svg")) {
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(0, 0), size));
    svg.setTitle(QString::fromStdString(tab.selection().document().title()));
    QPainter painter(&svg);
    view.paint_all(painter, size);
  } else if (kind == QStringLiteral("pdf")) {
    QPdfWriter pdf(&buffer);
    constexpr double points_per_px = 0.75;
    pdf.setPageSize(QPageSize(QSizeF(size) * points_per_px, QPageSize::Point));
    pdf.setPageMargins(QMarginsF(0, 0, 0, 0));
    pdf.setTitle(QString::fromStdString(tab.selection().document().title()));
    QPainter painter(&pdf);
    painter.setWindow(QRect(QPoint(0, 0), size));
    view.paint_all(painter, size);
  } else {
    constexpr int scale = 2;
    QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    QPainter painter(&image);
    view.paint_all(painter, size);
    painter.end();
    image.save(&buffer, "PNG");
  }
  buffer.close();
  return bytes;
}

// A full disk takes a part and says nothing; why, it says of the rest.
bool write_whole(QSaveFile& file, const QByteArray& bytes) {
  qsizetype at = 0;
  while (at < bytes.size()) {
    const qint64 taken = file.write(bytes.constData() + at, bytes.size() - at);
    if (taken <= 0) return false;
    at += taken;
  }
  return true;
}

}  // namespace

bool MainWindow::export_picture(const QString& path) {
  TraceTab* front = tab();
  if (front == nullptr) return false;
  const QString kind = QFileInfo(path).suffix().toLower();
  if (kind != QStringLiteral("png") && kind != QStringLiteral("svg") &&
      kind != QStringLiteral("pdf")) {
    say(tr("Cannot export to %1: give it the ending .png, .svg or .pdf").arg(path), true);
    return false;
  }
  // What replaces a file would replace a device, too, for whoever may do so.
  if (const QFileInfo there(path); there.exists() && !there.isFile()) {
    say(tr("Cannot write %1: it is no regular file").arg(path), true);
    return false;
  }
  const QByteArray bytes = picture(*front, kind);
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || !write_whole(file, bytes) || !file.commit()) {
    say(tr("Cannot write %1: %2").arg(path, file.errorString()), true);
    return false;
  }
  say(tr("Wrote %1").arg(path));
  return true;
}

}  // namespace heddle::viewer
