#include <QTest>

#include <array>
#include <cstring>
#include <sys/socket.h>
#include <vector>

#include "core/io/descriptor_message.h"
#include "io_support.h"

using namespace rz;
using namespace rz::io;

class IoDescriptorMessageTest : public QObject {
    Q_OBJECT

private slots:
    void descriptorsComeInOrder();
    void thoseForWhichThereIsNoRoomAreClosed_data();
    void thoseForWhichThereIsNoRoomAreClosed();
};

namespace {

constexpr std::size_t Most = 16;

// As a peer may, who keeps to no limit.
bool sendAny(int socket, std::size_t count, int fd)
{
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(int) * Most)> control{};
    char byte = 'x';
    iovec piece{.iov_base = &byte, .iov_len = 1};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    for (std::size_t i = 0; i < count; ++i)
        std::memcpy(CMSG_DATA(header) + i * sizeof fd, &fd, sizeof fd);
    return ::sendmsg(socket, &message, 0) == 1;
}

}  // namespace

void IoDescriptorMessageTest::descriptorsComeInOrder()
{
    auto ends = makeSocketPair().value();
    ReadyPipe ready;
    auto pipe = makePipe().value();
    const std::array descriptors{pipe.second.get(), ready.reader.get()};
    QCOMPARE(sendDescriptors(ends.first.get(), "ab", descriptors).value(), std::size_t{2});
    std::array<char, 8> buffer{};
    const DescriptorMessage message = receiveDescriptors(ends.second.get(), buffer).value();
    QCOMPARE(message.size, std::size_t{2});
    QVERIFY(writeText(message.descriptors[0].get(), "x"));
    QVERIFY(isReadable(pipe.first.get()));
    QVERIFY(isReadable(message.descriptors[1].get()));
    QVERIFY(!message.descriptors[2]);
}

void IoDescriptorMessageTest::thoseForWhichThereIsNoRoomAreClosed_data()
{
    QTest::addColumn<std::size_t>("count");
    for (const std::size_t count : {std::size_t{1}, MaxDescriptors, MaxDescriptors + 1, MaxDescriptors + 2, Most})
        QTest::addRow("%zu", count) << count;
}

void IoDescriptorMessageTest::thoseForWhichThereIsNoRoomAreClosed()
{
    QFETCH(const std::size_t, count);
    auto ends = makeSocketPair().value();
    const int before = countDescriptors();
    QVERIFY(sendAny(ends.first.get(), count, ends.first.get()));
    {
        std::array<char, 8> buffer{};
        const DescriptorMessage message = receiveDescriptors(ends.second.get(), buffer).value();
        QCOMPARE(countDescriptors() - before, static_cast<int>(std::min(count, MaxDescriptors)));
        QCOMPARE(static_cast<bool>(message.descriptors[0]), true);
    }
    QCOMPARE(countDescriptors(), before);
}

QTEST_GUILESS_MAIN(IoDescriptorMessageTest)
#include "io_descriptor_message_test.moc"
