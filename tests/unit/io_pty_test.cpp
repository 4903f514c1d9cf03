#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>

#include "core/io/process.h"
#include "io_support.h"

using namespace rz;
using namespace rz::io;

class IoPtyTest : public QObject {
    Q_OBJECT

private slots:
    void aSocketPairIsConnected();
    void aTerminalIsRaw();
};

void IoPtyTest::aSocketPairIsConnected()
{
    const auto [mine, theirs] = makeSocketPair().value();
    QVERIFY((::fcntl(mine.get(), F_GETFL) & O_NONBLOCK) != 0);
    QVERIFY((::fcntl(theirs.get(), F_GETFL) & O_NONBLOCK) == 0);
    QVERIFY((::fcntl(mine.get(), F_GETFD) & FD_CLOEXEC) != 0);
    QVERIFY((::fcntl(theirs.get(), F_GETFD) & FD_CLOEXEC) != 0);
    writeText(mine.get(), "x");
    QVERIFY(isReadable(theirs.get()));
}

void IoPtyTest::aTerminalIsRaw()
{
    const Pty pty = openPty().value();
    for (const int fd : {pty.master.get(), pty.slave.get()}) {
        termios mode{};
        QCOMPARE(::tcgetattr(fd, &mode), 0);
        QCOMPARE(mode.c_lflag & static_cast<tcflag_t>(ECHO | ICANON | ISIG), 0U);
        QCOMPARE(mode.c_oflag & static_cast<tcflag_t>(OPOST), 0U);
        QVERIFY((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    }
    struct stat byPath{};
    struct stat byDescriptor{};
    QCOMPARE(::stat(pty.slavePath.c_str(), &byPath), 0);
    QCOMPARE(::fstat(pty.slave.get(), &byDescriptor), 0);
    QCOMPARE(byPath.st_rdev, byDescriptor.st_rdev);
}

QTEST_GUILESS_MAIN(IoPtyTest)
#include "io_pty_test.moc"
