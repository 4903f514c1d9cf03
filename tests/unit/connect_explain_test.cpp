// What a terminal shows of a failure.

#include "core/connect/explain.h"

#include <QTest>

#include <string>

using namespace rz;
using namespace rz::connect;

class ConnectExplainTest : public QObject {
    Q_OBJECT

private slots:
    void allThatIsKnownIsShown()
    {
        const Error error = Error(ErrorKind::Stream, "ssh exited")
                                .withDetails({.hop = "ssh web1",
                                              .step = "connect",
                                              .seen = "one\ntwo",
                                              .cause = "Nobody listens.",
                                              .fix = "Start it.",
                                              .trace = "main()\nrun()"});
        QCOMPARE(explain(error), std::string("ssh exited\n"
                                             "  hop:   ssh web1\n"
                                             "  step:  connect\n"
                                             "  seen:\n"
                                             "    one\n"
                                             "    two\n"
                                             "  cause: Nobody listens.\n"
                                             "  try:   Start it.\n"
                                             "  trace:\n"
                                             "    main()\n"
                                             "    run()"));
    }

    void whatIsNotKnownTakesNoLine()
    {
        QCOMPARE(explain(Error(ErrorKind::Timeout, "too late")), std::string("too late"));
        QCOMPARE(explain(Error(ErrorKind::Stream, "no").withDetails({.fix = "Try again."})),
                 std::string("no\n  try:   Try again."));
    }

    void theWordsOfOthersDoNotCommandTheTerminal()
    {
        const std::string shown = explain(Error(ErrorKind::Call, "a\033[2J").withDetails({.seen = "b\033]0;c\a"}));
        QVERIFY(!shown.contains('\033'));
        QVERIFY(!shown.contains('\a'));
        QVERIFY(shown.starts_with('a') && shown.contains("\n    b"));
    }
};

QTEST_GUILESS_MAIN(ConnectExplainTest)
#include "connect_explain_test.moc"
