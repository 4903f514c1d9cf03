#include "core/base/assertion.h"
#include "core/base/error.h"
#include "core/base/exceptions.h"
#include "core/base/log.h"

#include <QTest>

#include <cerrno>
#include <csignal>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace rz;

namespace {

struct RecordingSink : LogSink {
    std::vector<LogRecord> records;
    void write(LogRecord record) override { records.push_back(std::move(record)); }
};

Result<int> half(int number)
{
    if (number % 2 != 0)
        return fail(ErrorKind::Argument, "odd");
    return number / 2;
}

Result<int> quarter(int number)
{
    RZ_TRY(const int once, half(number));
    RZ_TRY(const int twice, half(once));
    return twice;
}

Result<> mustBeEven(int number)
{
    RZ_CHECK(half(number));
    return {};
}

template <class Expected>
bool throws(ErrorKind kind)
{
    try {
        throwError(Error(kind, "text").withDetails({.hop = "ssh web1"}));
    } catch (const Expected& exception) {
        return typeid(exception) == typeid(Expected) && exception.error().kind() == kind &&
               std::string_view(exception.what()) == "text" && exception.error().details().hop == "ssh web1";
    } catch (...) {
    }
    return false;
}

}  // namespace

class BaseErrorTest : public QObject {
    Q_OBJECT

private slots:
    void anErrorOfTheSystemSaysWhatItWas();
    void contextIsPutInFront();
    void detailsAreKeptByCopies();
    void tryAndCheckPassErrorsOn();
    void everyKindThrowsItsException();
    void connectionErrorsAreStreamErrors();
    void valueOrThrowGivesOneOrTheOther();
    void aLogDropsWhatIsBelowItsThreshold();
    void aChildLogHasALongerName();
    void aLogWithoutASinkBuildsNoText();
    void everyLevelAndKindHasAName();
    void aFailedAssertionAborts();
};

void BaseErrorTest::anErrorOfTheSystemSaysWhatItWas()
{
    const Error error = Error::fromErrno("cannot open /x", ENOENT);
    QVERIFY(error.kind() == ErrorKind::System);
    QCOMPARE(error.errnum(), ENOENT);
    QCOMPARE(error.text(), "cannot open /x: No such file or directory");
    QCOMPARE(Error::fromErrno("odd", 99999).text(), "odd: error 99999");
}

void BaseErrorTest::contextIsPutInFront()
{
    const Error error = Error(ErrorKind::Eof, "it ended", 5).within("ssh web1");
    QCOMPARE(error.text(), "ssh web1: it ended");
    QVERIFY(error.kind() == ErrorKind::Eof && error.errnum() == 5);
}

void BaseErrorTest::detailsAreKeptByCopies()
{
    const Error error =
        Error(ErrorKind::Password, "refused").withDetails({.step = "authentication", .fix = "try again"});
    const Error copy = Error(error).within("hop");
    QCOMPARE(copy.details().step, "authentication");
    QCOMPARE(copy.details().fix, "try again");
    QVERIFY(Error(ErrorKind::Error, "plain").details().step.empty());
}

void BaseErrorTest::tryAndCheckPassErrorsOn()
{
    QCOMPARE(*quarter(8), 2);
    QVERIFY(quarter(6).error() == Error(ErrorKind::Argument, "odd"));
    QVERIFY(mustBeEven(2));
    QCOMPARE(mustBeEven(3).error().text(), "odd");
}

void BaseErrorTest::everyKindThrowsItsException()
{
    QVERIFY(throws<CallError>(ErrorKind::Call));
    QVERIFY(throws<ChannelError>(ErrorKind::Channel));
    QVERIFY(throws<LatchError>(ErrorKind::Latch));
    QVERIFY(throws<StreamError>(ErrorKind::Stream));
    QVERIFY(throws<TimeoutError>(ErrorKind::Timeout));
    QVERIFY(throws<EofError>(ErrorKind::Eof));
    QVERIFY(throws<CancelledError>(ErrorKind::Cancelled));
    QVERIFY(throws<PasswordError>(ErrorKind::Password));
    QVERIFY(throws<HostKeyError>(ErrorKind::HostKey));
    for (const auto kind : {ErrorKind::Error, ErrorKind::Decode, ErrorKind::Argument, ErrorKind::System})
        QVERIFY(throws<Exception>(kind));
}

void BaseErrorTest::connectionErrorsAreStreamErrors()
{
    for (const auto kind : {ErrorKind::Eof, ErrorKind::Password, ErrorKind::HostKey})
        QVERIFY_EXCEPTION_THROWN(throwError(Error(kind, "text")), StreamError);
}

void BaseErrorTest::valueOrThrowGivesOneOrTheOther()
{
    QCOMPARE(valueOrThrow(half(4)), 2);
    QVERIFY_EXCEPTION_THROWN(valueOrThrow(half(3)), Exception);
    valueOrThrow(mustBeEven(2));
    QVERIFY_EXCEPTION_THROWN(valueOrThrow(mustBeEven(3)), Exception);
}

void BaseErrorTest::aLogDropsWhatIsBelowItsThreshold()
{
    RecordingSink sink;
    const Log log(sink, "rhizome", LogLevel::Warning);
    RZ_LOG_INFO(log, "not ", 1);
    RZ_LOG_WARNING(log, "yes ", 2);
    log.write(LogLevel::Debug, "not this either");
    QCOMPARE(sink.records.size(), std::size_t{1});
    QCOMPARE(sink.records[0].text, "yes 2");
    QCOMPARE(sink.records[0].logger, "rhizome");
    QVERIFY(sink.records[0].level == LogLevel::Warning);
    QVERIFY(sink.records[0].time.time_since_epoch().count() > 0);
}

void BaseErrorTest::aChildLogHasALongerName()
{
    RecordingSink sink;
    const Log log = Log(sink, "rhizome", LogLevel::Io).child("io").child("broker");
    RZ_LOG_IO(log, "x");
    QCOMPARE(sink.records.at(0).logger, "rhizome.io.broker");
    QVERIFY(log.threshold() == LogLevel::Io);
}

void BaseErrorTest::aLogWithoutASinkBuildsNoText()
{
    int built = 0;
    const auto text = [&built] { return ++built; };
    RZ_LOG_ERROR(Log(), "number ", text());
    QCOMPARE(built, 0);
}

void BaseErrorTest::everyLevelAndKindHasAName()
{
    QCOMPARE(toString(LogLevel::Io), "IO");
    QCOMPARE(toString(LogLevel::Critical), "CRITICAL");
    QCOMPARE(toString(ErrorKind::HostKey), "HostKeyError");
    QCOMPARE(toString(ErrorKind::System), "SystemError");
}

void BaseErrorTest::aFailedAssertionAborts()
{
    int output[2];
    QCOMPARE(::pipe(output), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(output[1], 2);
        std::signal(SIGABRT, SIG_DFL);
        RZ_ASSERT(1 + 1 == 3);
        ::_exit(0);
    }
    ::close(output[1]);
    char text[256] = {};
    QVERIFY(::read(output[0], text, sizeof text - 1) > 0);
    ::close(output[0]);
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    QVERIFY(std::string_view(text).contains("base_error_test.cpp"));
    QVERIFY(std::string_view(text).contains("assertion failed: 1 + 1 == 3"));
}

QTEST_GUILESS_MAIN(BaseErrorTest)
#include "base_error_test.moc"
