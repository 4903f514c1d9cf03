// What is typed at a terminal, and what of it is for ssh itself.

#include "core/fakessh/escape_keys.h"

#include <QTest>

#include <utility>

using namespace rz::fakessh;

namespace {

using Suspending = EscapeKeys::Suspending;

// What passes, and behind each piece the keys that were in it, in brackets; " | " in `typed` ends a piece.
QString passed(const QString& typed, char character = '~', Suspending suspending = Suspending::Possible)
{
    QString found;
    EscapeKeys keys(character, suspending,
                    [&found](EscapeKey key, const std::string&) { found += QStringLiteral("[%1]").arg(int(key)); });
    QString out;
    for (const QString& piece : typed.split(QStringLiteral(" | "))) {
        out += QString::fromStdString(keys.pass(piece.toStdString()));
        out += std::exchange(found, {});
    }
    return out;
}

}  // namespace

class FakesshEscapeKeysTest : public QObject {
    Q_OBJECT

private slots:
    void keysAreFoundWhereALineBegins_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("passes");
        const auto row = [](const char* typed, const char* passes) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(passes);
        };
        row("text", "text");
        row("~.", "[0]");
        row("~ | .", "[0]");
        row("~. | more", "[0]");
        row("a~.", "a~.");
        row("a\r~.", "a\r[0]");
        row("a\n | ~.", "a\n[0]");
        row("~? | ~\x1a | ~.", "[2][1][0]");
        row("~~", "~");
        row("~~.", "~.");
        row("~~~.", "~~.");
        row("~\r~.", "~\r[0]");
        row("~x~.", "~x~.");
        row("~x\r~.", "~x\r[0]");
        row("~ ", "~ ");
        row("~", "");
    }
    void keysAreFoundWhereALineBegins()
    {
        QFETCH(const QString, typed);
        QFETCH(const QString, passes);
        QCOMPARE(passed(typed), passes);
    }

    // What comes before a key in one piece goes before what it does.
    void nothingPassesOnceItIsToDisconnect()
    {
        EscapeKeys keys('~', Suspending::Possible, [](EscapeKey, const std::string&) {});
        QCOMPARE(keys.pass("before\r~.behind"), std::string("before\r"));
        QCOMPARE(keys.pass("\r~?"), std::string());
    }

    void anyCharacterWillDo()
    {
        QCOMPARE(passed(QStringLiteral("~.\r%.\r%%"), '%'), QStringLiteral("~.\r[0]"));
        QCOMPARE(passed(QStringLiteral("\x1d.")), QStringLiteral("\x1d."));
        QCOMPARE(passed(QStringLiteral("\x1d."), '\x1d'), QStringLiteral("[0]"));
    }

    void whereItCannotBeSuspendedThatIsAKeyLikeOthers()
    {
        QCOMPARE(passed(QStringLiteral("~\x1a~?"), '~', Suspending::Impossible), QStringLiteral("~\x1a~?"));
    }

    void eachTellsWhatSshPrints()
    {
        std::string printed;
        const auto print = [&printed](EscapeKey, const std::string& notice) { printed += notice + '|'; };
        EscapeKeys('\x1d', Suspending::Possible, print).pass("\x1d?\x1d\x1a\x1d.");
        QCOMPARE(QString::fromStdString(printed),
                 QStringLiteral("^]?\r\nSupported escape sequences:\r\n"
                                " ^].   - terminate connection\r\n ^]^Z  - suspend ssh\r\n ^]?   - this message\r\n"
                                " ^]^]   - send the escape character by typing it twice\r\n"
                                "(Note that escapes are only recognized immediately after newline.)\r\n|"
                                "^]^Z [suspend ssh]\r\n||"));
        printed.clear();
        EscapeKeys('~', Suspending::Impossible, print).pass("~?");
        QVERIFY2(printed.find("suspend") == std::string::npos, printed.c_str());
    }
};

QTEST_GUILESS_MAIN(FakesshEscapeKeysTest)
#include "fakessh_escape_keys_test.moc"
