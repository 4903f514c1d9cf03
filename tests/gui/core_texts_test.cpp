// What the core says in English and the window shows has a source for translators: a function, option or step that is
// added without one fails here, with the text that is missing.
#include "agent/functions/register.h"
#include "app/calls/function_text.h"
#include "app/common/advice_text.h"
#include "app/common/error_text.h"
#include "app/common/step_text.h"
#include "app/common/translation.h"
#include "app/connect/method_text.h"
#include "core/attach/advice.h"
#include "core/connect/discover_function.h"
#include "core/connect/missing_methods.h"
#include "core/connect/via/proxy_connect.h"
#include "core/connect/via/tcp_function.h"
#include "core/fakessh/run_function.h"
#include "core/fakessh/session.h"
#include "core/io/broker.h"
#include "core/rpc/dispatcher.h"
#include "core/rpc/registry.h"
#include "tests/support/paths.h"

#include <QDirIterator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz;
using namespace rz::app;

namespace {

class Missing {
public:
    explicit Missing(const QStringList& known) : m_known(known) {}

    void check(std::string_view text)
    {
        const QString wanted = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
        if (!wanted.isEmpty() && !m_known.contains(wanted))
            m_missing << wanted;
    }
    QByteArray report() const { return m_missing.join(u'\n').toUtf8(); }

private:
    QStringList m_known;
    QStringList m_missing;
};

bool isWords(const std::string& fallback)
{
    return std::ranges::any_of(fallback, [](unsigned char c) { return std::islower(c) != 0; });
}

// All that a context offers by itself.
void addEveryFunction(rpc::Registry& registry, connect::Connector& connector, routing::Router& router)
{
    rpc::addStandardFunctions(registry);
    addBuiltinFunctions(registry);
    connect::addProxyConnect(registry, connector, router);
    connect::addDiscover(registry);
    connect::addMissingMethods(registry);
    connect::addTcp(registry);
    fakessh::addSessions(registry, {});
    fakessh::addRun(registry, {});
}

// Texts in quotes on lines that begin a step of a connection.
QStringList stepsInSources()
{
    static const QRegularExpression text(u"\"([^\"]+)\""_s);
    QStringList steps;
    QDirIterator files(QString::fromStdString(test::sourcePath("core/connect")), {u"*.cpp"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(file.fileName()));
        for (const QByteArray& line : file.readAll().split('\n')) {
            const qsizetype call = line.indexOf("beginStep(");
            if (call < 0)
                continue;
            for (const auto& match : text.globalMatch(QString::fromUtf8(line.mid(call))))
                if (match.captured(1) != u": ")
                    steps << match.captured(1);
        }
    }
    return steps;
}

}  // namespace

class CoreTextsTest : public QObject {
    Q_OBJECT
private slots:
    void everyTextOfAMethodCanBeTranslated()
    {
        Missing missing(methodTexts());
        for (const connect::MethodDescription* method : connect::methods()) {
            missing.check(method->label);
            missing.check(method->help);
            for (const connect::OptionDescription& option : method->options) {
                missing.check(option.label);
                missing.check(option.help);
                for (const std::string_view choice : option.choices)
                    missing.check(choice);
            }
        }
        QVERIFY2(missing.report().isEmpty(), missing.report().constData());
    }

    void everyTextOfAFunctionCanBeTranslated()
    {
        const auto broker = io::Broker::create(io::Broker::Drive::Caller);
        QVERIFY(broker);
        routing::Router router(**broker, {});
        const auto ids = routing::makeMasterIdSource(router);
        const auto agents = connect::makeSelfAgentStore();
        connect::Connector connector({.router = router, .ids = *ids, .agents = *agents, .remoteName = "test"});
        rpc::Registry registry;
        addEveryFunction(registry, connector, router);
        Missing missing(functionTexts());
        for (const rpc::FunctionDescription& function : registry.descriptions()) {
            missing.check(function.help);
            for (const rpc::ParameterDescription& parameter : function.parameters) {
                missing.check(parameter.help);
                if (isWords(parameter.fallback))
                    missing.check(parameter.fallback);
            }
        }
        QVERIFY2(missing.report().isEmpty(), missing.report().constData());
    }

    void everyStepOfAConnectionCanBeTranslated()
    {
        const QStringList steps = stepsInSources();
        QVERIFY2(steps.size() >= 10 && steps.contains(u"key exchange"_s), "steps are begun in another way now");
        QStringList missing;
        std::ranges::copy_if(steps, std::back_inserter(missing),
                             [](const QString& step) { return !isKnownStep(step.toStdString()); });
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
    }

    void everyAdviceForWhoCannotAttachCanBeTranslated()
    {
        Missing missing(adviceTexts());
        for (const attach::Advice& advice : attach::everyAdvice()) {
            missing.check(advice.cause);
            missing.check(advice.fix);
            QVERIFY2(isKnownStep(advice.step), std::string(advice.step).c_str());
        }
        QVERIFY2(missing.report().isEmpty(), missing.report().constData());
    }

    void theyAreSaidInGerman()
    {
        const Translation german(u"de"_s);
        QCOMPARE(choiceLabel("ask"), u"nachfragen"_s);
        QCOMPARE(stepText("key exchange"), u"Schlüsselaustausch"_s);
        QCOMPARE(stepText("bastion: key exchange"), u"bastion: Schlüsselaustausch"_s);
        QCOMPARE(stepText("find container"), u"Container suchen"_s);
        QCOMPARE(stepText("ask web1"), u"web1 beauftragen"_s);
        QCOMPARE(stepText("connect through ssh alice@web1"), u"Verbindungsaufbau über ssh alice@web1"_s);
        QCOMPARE(functionHelp({.name = {}, .help = "Makes a directory.", .result = {}, .parameters = {}}),
                 u"Legt ein Verzeichnis an."_s);
        const Error notThere = attach::explained(Error(ErrorKind::System, "none"), attach::Trouble::NoSocket);
        QVERIFY(errorReport(notThere).contains(u"Einen solchen Socket gibt es nicht"_s));
        QVERIFY(errorReport(Error(ErrorKind::Eof, "gone").withDetails({.step = "authentication"}))
                    .contains(u"Anmeldung"_s));
    }

    void whatIsNotKnownStaysAsItIs()
    {
        QCOMPARE(stepText("a step of tomorrow"), u"a step of tomorrow"_s);
        QCOMPARE(adviceText("Advice of tomorrow."), u"Advice of tomorrow."_s);
        QCOMPARE(stepText("web1: a step of tomorrow"), u"web1: a step of tomorrow"_s);
        QCOMPARE(functionHelp({.name = {}, .help = "Foreign\a help", .result = {}, .parameters = {}}),
                 u"Foreign\u2407 help"_s);
    }
};

QTEST_MAIN(CoreTextsTest)
#include "core_texts_test.moc"
