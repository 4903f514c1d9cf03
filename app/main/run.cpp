#include "app/main/run.h"

#include "app/common/first_paint.h"
#include "app/common/theme.h"
#include "app/common/translation.h"
#include "app/main/command_line.h"
#include "app/prompts/system_keyring.h"
#include "app/window/main_window.h"
#include "core/connect/bootstrap/agent_store.h"
#include "core/io/descriptor_limit.h"
#include "core/io/descriptors.h"
#include "core/io/profile.h"
#include "core/qt/engine.h"
#include "core/qt/quit_signals.h"

#include <QApplication>
#include <QDir>
#include <QSettings>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int WrongCommandLine = 2;
constexpr int CannotStart = 1;

void print(std::FILE* where, const QString& text)
{
    const QByteArray bytes = text.toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), where);
}

void nameApplication()
{
    QCoreApplication::setApplicationName(u"rhizome"_s);
    QCoreApplication::setApplicationVersion(QLatin1String(RHIZOME_VERSION));
    QCoreApplication::setOrganizationName(u"rhizome"_s);
    QGuiApplication::setDesktopFileName(u"rhizome"_s);
}

// Answers what needs no display: help, version, and what is wrong with the command line.
std::optional<int> answerOnTerminal(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const CommandLine line = readCommandLine(QCoreApplication::arguments());
    switch (line.wish) {
    case CommandLine::Wish::Print: print(stdout, line.text); return 0;
    case CommandLine::Wish::Complain: print(stderr, u"rhizome: %1\n"_s.arg(line.text)); return WrongCommandLine;
    case CommandLine::Wish::Window: return {};
    }
    return {};
}

qt::EngineOptions engineOptions()
{
    qt::EngineOptions options;
    options.agentDirectories = connect::installedAgentDirectories();
    return options;
}

std::unique_ptr<QSettings> makeSettings(const CommandLine& line)
{
    if (line.settingsFolder)
        return std::make_unique<QSettings>(QDir(*line.settingsFolder).filePath(u"rhizome.ini"_s), QSettings::IniFormat);
    return std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope, u"rhizome"_s, u"rhizome"_s);
}

}  // namespace

int run(int argc, char** argv)
{
    io::fillStandardStreams();
    nameApplication();
    if (const auto status = answerOnTerminal(argc, argv))
        return *status;

    io::enableProfilingByEnvironment();
    const io::ThreadProfile profile("gui");
    qt::QuitSignals quitSignals;
    QApplication application(argc, argv);
    const CommandLine line = readCommandLine(QCoreApplication::arguments());
    const auto settings = makeSettings(line);
    const Translation translation(settings->value(u"language"_s).toString());
    QGuiApplication::setWindowIcon(QIcon(u":/icons/rhizome.svg"_s));
    Theme theme;
    SystemKeyring keyring;
    io::raiseDescriptorLimit();
    const auto engine = qt::Engine::create(engineOptions());
    if (!engine) {
        print(stderr, u"rhizome: %1\n"_s.arg(QString::fromStdString(engine.error().text())));
        return CannotStart;
    }
    MainWindow window(**engine, theme, keyring, *settings);
    QObject::connect(&quitSignals, &qt::QuitSignals::received, &window, &MainWindow::closeAtOnce);
    quitSignals.listen();
    if (line.quitAfterPaint)
        quitAfterFirstPaint(window);
    window.show();
    window.beginWork();
    if (!line.chain.empty())
        window.connectChain(line.chain);
    return QApplication::exec();
}

}  // namespace rz::app
