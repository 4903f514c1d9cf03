#include "core/io/process.h"
#include "core/io/stoppable_write.h"

#include <QTest>

#include <array>
#include <cerrno>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace rz;

// Writes that wait for whoever reads.
class IoStoppableWriteTest : public QObject {
    Q_OBJECT

private slots:
    void allIsWrittenHoweverSlowlyItIsRead()
    {
        auto [out, in] = io::makePipe().value();
        const std::string data(1'000'000, 'x');
        std::string read;
        std::jthread reader([&read, fd = out.get(), size = data.size()] {
            std::array<char, 777> piece{};
            while (read.size() < size) {
                const ssize_t count = ::read(fd, piece.data(), piece.size());
                if (count <= 0)
                    return;
                read.append(piece.data(), static_cast<std::size_t>(count));
            }
        });
        QVERIFY(io::writeUnlessStopped(in.get(), data, -1));
        reader.join();
        QCOMPARE(read, data);
    }

    void itStopsWhenItIsToldWhileNobodyReads()
    {
        const auto pipe = io::makePipe().value();
        const auto stop = io::makePipe().value();
        QCOMPARE(::write(stop.second.get(), "x", 1), ssize_t{1});
        const auto written = io::writeUnlessStopped(pipe.second.get(), std::string(1'000'000, 'x'), stop.first.get());
        QVERIFY(written.error().kind() == ErrorKind::Cancelled);
    }

    void aFailureToWaitEndsIt()
    {
        const auto pipe = io::makePipe().value();
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit fewerThanItWaitsFor{.rlim_cur = 1, .rlim_max = before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &fewerThanItWaitsFor), 0);
        const auto written = io::writeUnlessStopped(pipe.second.get(), "x", -1);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY(!written);
        QVERIFY(written.error().kind() == ErrorKind::System);
        QCOMPARE(written.error().errnum(), EINVAL);
    }
};

QTEST_GUILESS_MAIN(IoStoppableWriteTest)
#include "io_stoppable_write_test.moc"
