// heddle-view [--program PROGRAM] [FILE...]

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QStyleFactory>

#include "window/main_window.h"

namespace {

// The command line that stands beside the viewer, else the one in the path.
QString default_program() {
  const QString beside = QCoreApplication::applicationDirPath() + QStringLiteral("/heddle");
  return QFileInfo(beside).isExecutable() ? beside : QStringLiteral("heddle");
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  QCoreApplication::setOrganizationName(QStringLiteral("heddle"));
  QCoreApplication::setApplicationName(QStringLiteral("heddle-view"));
  QCoreApplication::setApplicationVersion(QStringLiteral(HEDDLE_VERSION));
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("Shows traces of Heddle: the interleaving, and why it went wrong."));
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption program(
      QStringLiteral("program"),
      QStringLiteral("The command line that runs scenarios and repeats runs (default: heddle)"),
      QStringLiteral("PROGRAM"), default_program());
  parser.addOption(program);
  parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("Traces to open"),
                               QStringLiteral("[FILE...]"));
  parser.process(app);

  heddle::viewer::MainWindow window(parser.value(program));
  window.show();
  window.open_all(parser.positionalArguments());
  return QApplication::exec();
}
