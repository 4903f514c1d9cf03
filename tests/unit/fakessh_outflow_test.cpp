// What is read of a program's output at its end, whoever else still writes there.

#include "core/fakessh/outflow.h"
#include "core/rpc/receiver.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>

using namespace rz;
using namespace rz::fakessh;
using namespace rz::test;

namespace {

constexpr std::uint64_t Endless = 64 * 1024 * 1024;

struct Fixture {
    TestMaster master;
    std::unique_ptr<rpc::Receiver> receiver = *rpc::Receiver::create(master.router());
    Outflow outflow{master.broker(), rpc::Sender(master.router(), receiver->toSender(master.router().id())), [] {}};
};

}  // namespace

class FakesshOutflowTest : public QObject {
    Q_OBJECT

private slots:
    void whoWritesWithoutEndIsNotReadToTheEnd()
    {
        Fixture f;
        f.outflow.open(Lane::Main, UniqueFd(::open("/dev/zero", O_RDONLY | O_CLOEXEC)), [&f](std::string_view) {
            if (f.outflow.bytes() > Endless)
                f.outflow.close(Lane::Main);
            return std::string();
        });
        f.outflow.drain(Lane::Main);
        QVERIFY(f.outflow.bytes() > 0);
        QVERIFY2(f.outflow.bytes() < Endless, qPrintable(QString::number(f.outflow.bytes())));
    }

    void allThatIsThereIsRead()
    {
        constexpr int Size = 1024 * 1024;
        Fixture f;
        int ends[2] = {-1, -1};
        QCOMPARE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
        const UniqueFd writer(ends[1]);
        QVERIFY(::fcntl(writer.get(), F_SETPIPE_SZ, Size) >= Size);
        QCOMPARE(::write(writer.get(), std::string(Size, 'x').data(), Size), ssize_t{Size});
        f.outflow.open(Lane::Main, UniqueFd(ends[0]));
        f.outflow.drain(Lane::Main);
        QCOMPARE(f.outflow.bytes(), std::uint64_t{Size});
    }
};

QTEST_GUILESS_MAIN(FakesshOutflowTest)
#include "fakessh_outflow_test.moc"
