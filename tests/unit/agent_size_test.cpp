// The agent crosses slow links and runs where nothing is installed: it stays small, and needs no library.

#include "tests/support/paths.h"
#include "tests/support/sanitizer.h"

#include <QFileInfo>
#include <QProcess>
#include <QStringList>
#include <QTest>

class AgentSizeTest : public QObject {
    Q_OBJECT

private slots:
    void theAgentIsAtMost1400KilobytesOnDisk();
    void theAgentIsAtMost500KilobytesCompressed();
    void theAgentNeedsNoLibraryAndNoLoader();

private:
    static void tell(qint64 size, qint64 limit);
    static QByteArray outputOf(const QString& program, const QStringList& arguments);

    const QString m_agent = QString::fromStdString(rz::test::binary("rhizome-agent"));
};

void AgentSizeTest::tell(qint64 size, qint64 limit)
{
    qInfo("%lld of %lld bytes, %lld are left", static_cast<long long>(size), static_cast<long long>(limit),
          static_cast<long long>(limit - size));
}

QByteArray AgentSizeTest::outputOf(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        return {};
    return process.readAllStandardOutput();
}

void AgentSizeTest::theAgentIsAtMost1400KilobytesOnDisk()
{
    if (rz::test::Sanitized)
        QSKIP("the agent that travels is compiled by g++");
    constexpr qint64 Limit = 1'400'000;
    const qint64 size = QFileInfo(m_agent).size();
    tell(size, Limit);
    QVERIFY(size > 0);
    QVERIFY(size <= Limit);
}

void AgentSizeTest::theAgentIsAtMost500KilobytesCompressed()
{
    if (rz::test::Sanitized)
        QSKIP("the agent that travels is compiled by g++");
    constexpr qint64 Limit = 500'000;
    const qint64 size = QFileInfo(m_agent + QStringLiteral(".gz")).size();  // as it crosses a connection
    tell(size, Limit);
    QVERIFY(size > 0);
    QVERIFY(size <= Limit);
}

void AgentSizeTest::theAgentNeedsNoLibraryAndNoLoader()
{
    const QByteArray dynamic = outputOf(QStringLiteral("readelf"), {QStringLiteral("--dynamic"), m_agent});
    QVERIFY2(dynamic.contains("There is no dynamic section"), dynamic.constData());
    const QByteArray segments = outputOf(QStringLiteral("readelf"), {QStringLiteral("--program-headers"), m_agent});
    QVERIFY2(!segments.isEmpty() && !segments.contains("INTERP"), segments.constData());
}

QTEST_GUILESS_MAIN(AgentSizeTest)

#include "agent_size_test.moc"
