// Holds core/README.md against the sources: every row of its tables names a header that declares the names, and tests that
// mention them.

#include "tests/support/paths.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>
#include <QTest>

namespace {

const QString Source = QString::fromStdString(rz::test::sourcePath()) + u'/';

struct Row {
    QString reference;
    QStringList names;
    QString header;
    QStringList tests;
};

QString contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// What stands between backquotes.
QStringList quotedIn(const QString& cell)
{
    static const QRegularExpression quoted(QStringLiteral("`([^`]+)`"));
    QStringList out;
    for (const auto& match : quoted.globalMatch(cell))
        out << match.captured(1);
    return out;
}

QList<Row> rowsOf(const QString& text)
{
    QList<Row> rows;
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        const QStringList cells = line.split(QLatin1Char('|'));
        if (cells.size() != 6 || cells[1].startsWith(QLatin1Char('-')) ||
            cells[1].trimmed() == QLatin1String("reference"))
            continue;
        rows << Row{.reference = cells[1].trimmed(),
                    .names = quotedIn(cells[2]),
                    .header = quotedIn(cells[3]).value(0),
                    .tests = quotedIn(cells[4])};
    }
    return rows;
}

bool mentions(const QString& text, const QString& name)
{
    const QRegularExpression word(QStringLiteral("(?<!\\w)%1(?!\\w)").arg(QRegularExpression::escape(name)));
    return word.match(text).hasMatch();
}

}  // namespace

class ApiMapTest : public QObject {
    Q_OBJECT

private slots:
    void everyRowIsTrue_data()
    {
        QTest::addColumn<int>("index");
        m_rows = rowsOf(contentOf(Source + QStringLiteral("core/README.md")));
        for (int i = 0; i < m_rows.size(); ++i)
            QTest::addRow("%s", qPrintable(m_rows[i].reference)) << i;
    }
    void everyRowIsTrue()
    {
        QFETCH(const int, index);
        const Row& row = m_rows[index];
        QVERIFY(!row.names.isEmpty());
        const QString header = contentOf(Source + row.header);
        QVERIFY2(!header.isEmpty(), qPrintable(row.header));
        QString tests;
        for (const QString& test : row.tests) {
            const QString content = contentOf(Source + QStringLiteral("tests/") + test);
            QVERIFY2(content.contains(QLatin1String("QTest")), qPrintable(test));
            tests += content;
        }
        for (const QString& name : row.names) {
            QVERIFY2(mentions(header, name), qPrintable(row.header + QStringLiteral(" does not declare ") + name));
            QVERIFY2(mentions(tests, name), qPrintable(QStringLiteral("no test of the row mentions ") + name));
        }
    }

    void theReferencesNamesAreThere_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* const name : {"fakessh.run",
                                       "Message",
                                       "Secret",
                                       "Blob",
                                       "Router",
                                       "add_handler",
                                       "del_handler",
                                       "has_parent_authority",
                                       "is_immediate_child",
                                       "context_by_id",
                                       "route",
                                       "stream_by_id",
                                       "unidirectional",
                                       "add_route",
                                       "disconnect",
                                       "max_message_size",
                                       "enable_debug",
                                       "get_stats",
                                       "profiling",
                                       "allocate_id",
                                       "local",
                                       "fork",
                                       "ssh",
                                       "sudo",
                                       "su",
                                       "doas",
                                       "docker",
                                       "podman",
                                       "buildah",
                                       "lxc",
                                       "lxd",
                                       "jail",
                                       "kubectl",
                                       "setns",
                                       "send_async",
                                       "send_await",
                                       "call_async",
                                       "call_no_reply",
                                       "shutdown",
                                       "CallChain",
                                       "takes_econtext",
                                       "takes_router",
                                       "with_router",
                                       "is_master",
                                       "parent_ids",
                                       "Receiver",
                                       "throw_dead",
                                       "to_sender",
                                       "Sender",
                                       "Select",
                                       "get_event",
                                       "iter_data",
                                       "Event",
                                       "Channel",
                                       "ExternalContext",
                                       "detach",
                                       "defer_sync",
                                       "keep_alive",
                                       "start_receive",
                                       "Latch",
                                       "Side",
                                       "BasicStream",
                                       "Waker",
                                       "IoLogger",
                                       "ProcessMonitor",
                                       "iter_read",
                                       "create_child",
                                       "tty_create_child",
                                       "Corker",
                                       "log_to_file",
                                       "MITOGEN_LOG_LEVEL",
                                       "CallError",
                                       "ChannelError",
                                       "LatchError",
                                       "StreamError",
                                       "TimeoutError",
                                       "EofError",
                                       "CancelledError",
                                       "PasswordError",
                                       "HostKeyError",
                                       "Service",
                                       "Pool",
                                       "AllowAny",
                                       "AllowParents"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void theReferencesNamesAreThere()
    {
        QFETCH(const QString, name);
        QString cells;
        for (const Row& row : rowsOf(contentOf(Source + QStringLiteral("core/README.md"))))
            cells += row.reference + QLatin1Char(' ');
        QVERIFY(mentions(cells, name));
    }

private:
    QList<Row> m_rows;
};

QTEST_GUILESS_MAIN(ApiMapTest)
#include "api_map_test.moc"
