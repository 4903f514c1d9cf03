#include "app/main/command_line.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct CommandLineTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::CommandLine)
};

}  // namespace

CommandLine readCommandLine(const QStringList& arguments)
{
    const QCommandLineOption chain(
        u"chain"_s, CommandLineTr::tr("Connect to this chain at start, such as \"ssh:alice@web1|local\"."),
        CommandLineTr::tr("text"));
    const QCommandLineOption settings(u"settings"_s,
                                      CommandLineTr::tr("Keep settings in this folder instead of the user's."),
                                      CommandLineTr::tr("folder"));
    // For measuring how long it takes to show something.
    QCommandLineOption quitAfterPaint(u"quit-after-paint"_s);
    quitAfterPaint.setFlags(QCommandLineOption::HiddenFromHelp);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        CommandLineTr::tr("Live trees of remote contexts, over anything that can start a process."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    parser.addOptions({chain, settings, quitAfterPaint});

    CommandLine line;
    if (!parser.parse(arguments))
        return {.wish = CommandLine::Wish::Complain, .text = parser.errorText()};
    if (parser.isSet(help))
        return {.wish = CommandLine::Wish::Print, .text = parser.helpText()};
    if (parser.isSet(version))
        return {.wish = CommandLine::Wish::Print, .text = u"rhizome %1\n"_s.arg(QLatin1String(RHIZOME_VERSION))};
    if (!parser.positionalArguments().isEmpty()) {
        return {.wish = CommandLine::Wish::Complain,
                .text = CommandLineTr::tr("Unexpected argument “%1”; a chain is given with --chain.")
                            .arg(parser.positionalArguments().front())};
    }
    if (parser.isSet(chain)) {
        auto parsed = connect::parseChain(parser.value(chain).toStdString());
        if (!parsed) {
            return {.wish = CommandLine::Wish::Complain,
                    .text = CommandLineTr::tr("--chain: %1").arg(QString::fromStdString(parsed.error().text()))};
        }
        line.chain = std::move(*parsed);
    }
    if (parser.isSet(settings))
        line.settingsFolder = parser.value(settings);
    line.quitAfterPaint = parser.isSet(quitAfterPaint);
    return line;
}

}  // namespace rz::app
