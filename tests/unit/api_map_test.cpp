// Holds core/README.md against the sources: every row of its tables names a header that declares the names, and test functions
// that exist.

#include "tests/support/paths.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>
#include <QTest>

#include <utility>

namespace {

const QString Source = QString::fromStdString(rz::test::sourcePath()) + u'/';

struct Row {
    QString reference;
    QStringList names;
    QString header;
    QList<std::pair<QString, QStringList>> tests;  // files, and functions of each
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

// "`file`: `function`, `function`, `file`: …"
QList<std::pair<QString, QStringList>> testsIn(const QString& cell)
{
    QList<std::pair<QString, QStringList>> tests;
    for (const QString& name : quotedIn(cell)) {
        if (name.contains(QLatin1Char('/')))
            tests.append({name, {}});
        else if (!tests.isEmpty())
            tests.last().second << name;
    }
    return tests;
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
                    .tests = testsIn(cells[4])};
    }
    return rows;
}

bool mentions(const QString& text, const QString& name)
{
    const QRegularExpression word(QStringLiteral("(?<!\\w)%1(?!\\w)").arg(QRegularExpression::escape(name)));
    return word.match(text).hasMatch();
}

bool declaresTest(const QString& text, const QString& function)
{
    const QRegularExpression slot(QStringLiteral("\\n    void %1\\(\\)").arg(QRegularExpression::escape(function)));
    return slot.match(text).hasMatch();
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
        for (const QString& name : row.names)
            QVERIFY2(mentions(header, name), qPrintable(row.header + QStringLiteral(" does not declare ") + name));
        QVERIFY(!row.tests.isEmpty());
        for (const auto& [file, functions] : row.tests) {
            const QString content = contentOf(Source + QStringLiteral("tests/") + file);
            QVERIFY2(content.contains(QLatin1String("Q_OBJECT")), qPrintable(file));
            QVERIFY2(!functions.isEmpty(), qPrintable(file));
            for (const QString& function : functions)
                QVERIFY2(declaresTest(content, function),
                         qPrintable(file + QStringLiteral(" has no test ") + function));
        }
    }

    void theReferencesNamesAreThere_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* const name : {"fakessh.run",
                                       "Message",
                                       "is_dead",
                                       "unpickle",
                                       "reply",
                                       "Secret",
                                       "Blob",
                                       "Kwargs",
                                       "cast",
                                       "Router",
                                       "add_handler",
                                       "del_handler",
                                       "persist",
                                       "policy",
                                       "respondent",
                                       "overwrite",
                                       "has_parent_authority",
                                       "is_immediate_child",
                                       "context_by_id",
                                       "myself",
                                       "register",
                                       "route",
                                       "stream_by_id",
                                       "unidirectional",
                                       "add_route",
                                       "del_route",
                                       "disconnect",
                                       "get_streams",
                                       "max_message_size",
                                       "enable_debug",
                                       "get_stats",
                                       "profiling",
                                       "allocate_id",
                                       "local",
                                       "fork",
                                       "on_fork",
                                       "on_start",
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
                                       "via",
                                       "send",
                                       "send_async",
                                       "send_await",
                                       "call",
                                       "call_async",
                                       "call_no_reply",
                                       "call_service",
                                       "shutdown",
                                       "CallChain",
                                       "reset",
                                       "pipelined",
                                       "takes_econtext",
                                       "takes_router",
                                       "main",
                                       "run_with_router",
                                       "with_router",
                                       "is_master",
                                       "context_id",
                                       "parent_id",
                                       "parent_ids",
                                       "__version__",
                                       "Receiver",
                                       "throw_dead",
                                       "close",
                                       "size",
                                       "empty",
                                       "notify",
                                       "to_sender",
                                       "Sender",
                                       "Select",
                                       "add",
                                       "remove",
                                       "all",
                                       "get",
                                       "get_event",
                                       "iter_data",
                                       "Event",
                                       "Channel",
                                       "ExternalContext",
                                       "detach",
                                       "defer",
                                       "defer_sync",
                                       "join",
                                       "keep_alive",
                                       "shutdown_timeout",
                                       "start_receive",
                                       "stop_receive",
                                       "Latch",
                                       "Side",
                                       "BasicStream",
                                       "Stream",
                                       "Waker",
                                       "IoLogger",
                                       "ProcessMonitor",
                                       "iter_read",
                                       "write_all",
                                       "io_op",
                                       "create_child",
                                       "tty_create_child",
                                       "Corker",
                                       "fire",
                                       "log_to_file",
                                       "MITOGEN_LOG_LEVEL",
                                       "Error",
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
                                       "AllowParents",
                                       "ModuleResponder",
                                       "ModuleForwarder",
                                       "Importer",
                                       "get_child_modules",
                                       "minimize_source",
                                       "run"})
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
