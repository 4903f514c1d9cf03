// The agent's own SFTP server, byte by byte.

#include "core/base/str.h"
#include "core/fakessh/sftp_server.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <random>
#include <sys/stat.h>
#include <unistd.h>

using namespace rz;
using namespace rz::fakessh;
using namespace rz::fakessh::sftp;
using namespace rz::test;
using namespace std::string_literals;

namespace {

std::string u32(std::uint64_t value)
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
    return out;
}

std::string u64(std::uint64_t value)
{
    return u32(value >> 32) + u32(value & 0xffffffff);
}

std::string text(std::string_view bytes)
{
    return u32(bytes.size()).append(bytes);
}

// A whole packet of request number 7.
std::string packet(Type type, const std::string& body)
{
    return u32(body.size() + 5) + static_cast<char>(type) + u32(7) + body;
}

std::string extended(std::string_view name, const std::string& body)
{
    return packet(Type::Extended, text(name) + body);
}

constexpr std::uint32_t NoAttributes = 0;

// A client of one server.
class Client {
public:
    Client() { ask(u32(5) + '\x01' + u32(3)); }

    // The answer to one packet, without its length; empty when the server has ended.
    std::string ask(const std::string& bytes)
    {
        std::string_view input(bytes);
        std::string output;
        if (!m_server.serve(input, output) || !input.empty())
            return {};
        return output.substr(LengthField);
    }
    // The number of a status.
    int status(const std::string& bytes)
    {
        const std::string answer = ask(bytes);
        PacketReader reader(answer);
        const bool isStatus = reader.u8() == static_cast<std::uint8_t>(Type::Status) && reader.u32() == 7;
        const std::uint32_t status = reader.u32();
        return isStatus && !reader.failed() ? static_cast<int>(status) : -1;
    }
    // What a handle, data or a name holds.
    std::string string(const std::string& bytes)
    {
        const std::string answer = ask(bytes);
        PacketReader reader(answer);
        const auto type = static_cast<Type>(reader.u8());
        reader.u32();
        if (type == Type::Name)
            reader.u32();
        const bool known = type == Type::Name || type == Type::Handle || type == Type::Data;
        return known ? std::string(reader.string()) : str("no string but type ", static_cast<int>(type));
    }
    std::string open(const std::string& path, std::uint32_t flags)
    {
        return string(packet(Type::Open, text(path) + u32(flags) + u32(NoAttributes)));
    }

    SftpServer& server() { return m_server; }

private:
    SftpServer m_server;
};

}  // namespace

class SftpServerTest : public QObject {
    Q_OBJECT

private slots:
    void itBeginsWithItsVersion()
    {
        SftpServer server;
        const std::string init = u32(5) + '\x01' + u32(3);
        std::string_view input(init);
        std::string output;
        QVERIFY(server.serve(input, output));
        const std::string golden =
            "\x02"s + u32(3) + text("posix-rename@openssh.com") + text("1") + text("statvfs@openssh.com") + text("2") +
            text("fstatvfs@openssh.com") + text("2") + text("hardlink@openssh.com") + text("1") +
            text("fsync@openssh.com") + text("1") + text("lsetstat@openssh.com") + text("1") +
            text("limits@openssh.com") + text("1") + text("expand-path@openssh.com") + text("1") + text("copy-data") +
            text("1") + text("home-directory") + text("1") + text("users-groups-by-id@openssh.com") + text("1");
        QCOMPARE(output, text(golden));
        input = init;
        QVERIFY(!server.serve(input, output));  // once
    }

    void nothingElseMayBeFirst()
    {
        SftpServer server;
        const std::string stat = packet(Type::Stat, text("/"));
        std::string_view input(stat);
        std::string output;
        QVERIFY(!server.serve(input, output));
        QVERIFY(output.empty());
    }

    void statusesAreAsTheyShouldBe()
    {
        Client client;
        QCOMPARE(client.ask(packet(Type::RemoveDir, text("/no/such"))),
                 "\x65"s + u32(7) + u32(2) + text("No such file") + text(""));
        QCOMPARE(client.status(packet(Type::Stat, text(std::string("a\0b", 3)))), 5);
        QCOMPARE(client.status(packet(static_cast<Type>(77), "")), 8);
        QCOMPARE(client.status(extended("unknown@example.org", "")), 8);
        QCOMPARE(client.status(packet(Type::Read, text("abcd") + u64(0) + u32(1))), 2);
        QCOMPARE(client.status(packet(Type::Close, text("toolong"))), 2);
        QCOMPARE(client.status(packet(Type::Stat, text("/") + "x")), 5);
    }

    void filesAreWrittenAndRead()
    {
        Client client;
        const std::string path = m_directory.file("file");
        const std::string handle = client.open(path, 0x02 | 0x08 | 0x20);
        QCOMPARE(handle, u32(0));
        QCOMPARE(client.status(packet(Type::Open, text(path) + u32(0x2a) + u32(0))), 4);  // it is there
        QCOMPARE(client.status(packet(Type::Write, text(handle) + u64(2) + text("cdef"))), 0);
        QCOMPARE(client.status(packet(Type::Write, text(handle) + u64(0) + text("ab"))), 0);
        QCOMPARE(client.status(packet(Type::FSetStat, text(handle) + u32(4) + u32(0100640))), 0);
        QCOMPARE(client.status(extended("fsync@openssh.com", text(handle))), 0);
        QCOMPARE(client.status(packet(Type::Close, text(handle))), 0);
        QCOMPARE(client.status(packet(Type::Close, text(handle))), 2);
        QCOMPARE(readFile(path), std::string("abcdef"));
        const std::string reading = client.open(path, 0x01);
        QCOMPARE(client.string(packet(Type::Read, text(reading) + u64(1) + u32(3))), std::string("bcd"));
        QCOMPARE(client.string(packet(Type::Read, text(reading) + u64(4) + u32(0xffffffff))), std::string("ef"));
        QCOMPARE(client.status(packet(Type::Read, text(reading) + u64(6) + u32(1))), 1);
        const std::string appending = client.open(path, 0x02 | 0x04);
        QCOMPARE(appending, u32(1));
        QCOMPARE(client.status(packet(Type::Write, text(appending) + u64(0) + text("g"))), 0);
        const std::string copy = client.open(m_directory.file("copy"), 0x02 | 0x08);
        QCOMPARE(client.status(extended("copy-data", text(reading) + u64(1) + u64(0) + text(copy) + u64(1))), 0);
        QCOMPARE(readFile(m_directory.file("copy")), std::string("\0bcdefg", 7));
        QCOMPARE(client.status(extended("copy-data", text(reading) + u64(0) + u64(0) + text(reading) + u64(1))), 4);
    }

    void attributesAreTold()
    {
        Client client;
        const std::string path = m_directory.write("told", "12345");
        QCOMPARE(client.status(packet(Type::SetStat, text(path) + u32(8) + u32(100) + u32(200))), 0);
        const std::string answer = client.ask(packet(Type::LStat, text(path)));
        QCOMPARE(answer, "\x69"s + u32(7) + u32(15) + u64(5) + u32(::getuid()) + u32(::getgid()) + u32(0100600) +
                             u32(100) + u32(200));
        QCOMPARE(client.status(packet(Type::SetStat, text(path) + u32(1) + u64(3))), 0);
        QCOMPARE(readFile(path), std::string("123"));
    }

    void linksAndNames()
    {
        Client client;
        const std::string path = m_directory.write("here", "x");
        const std::string link = m_directory.file("link");
        QCOMPARE(client.status(packet(Type::SymLink, text("here") + text(link))), 0);
        QCOMPARE(client.string(packet(Type::ReadLink, text(link))), std::string("here"));
        QCOMPARE(client.string(packet(Type::RealPath, text(link))), path);
        QCOMPARE(client.string(packet(Type::RealPath, text(str(m_directory.path(), "/../new")))),
                 std::string("/tmp/new"));
        QCOMPARE(client.status(packet(Type::RealPath, text("/no/such/place"))), 2);
        QCOMPARE(client.status(extended("lsetstat@openssh.com", text(link) + u32(8) + u32(1) + u32(2))), 0);
        struct stat status{};
        QVERIFY(::lstat(link.c_str(), &status) == 0 && status.st_mtime == 2);
        QVERIFY(::stat(link.c_str(), &status) == 0 && status.st_mtime != 2);
        QCOMPARE(client.status(extended("hardlink@openssh.com", text(path) + text(m_directory.file("hard")))), 0);
        QCOMPARE(client.status(packet(Type::Rename, text(path) + text(link))), 4);  // it is there
        QCOMPARE(client.status(packet(Type::Rename, text(path) + text(m_directory.file("moved")))), 0);
        QCOMPARE(client.status(extended("posix-rename@openssh.com", text(m_directory.file("moved")) + text(link))), 0);
        QVERIFY(::lstat(link.c_str(), &status) == 0 && S_ISREG(status.st_mode));
        QVERIFY(client.string(extended("expand-path@openssh.com", text("~/x"))).ends_with("/x"));
        QCOMPARE(client.string(extended("home-directory", text("root"))), std::string("/root"));
        QCOMPARE(client.status(extended("expand-path@openssh.com", text("~nobodybythatname/x"))), 2);
        QCOMPARE(client.status(extended("expand-path@openssh.com", text(std::string(200'000, '/')))), 5);
    }

    void directoriesAreListed()
    {
        Client client;
        const std::string path = m_directory.file("directory");
        QCOMPARE(client.status(packet(Type::MakeDir, text(path) + u32(4) + u32(0755))), 0);
        for (int i = 0; i < 3000; ++i)
            writeFile(str(path, "/a-rather-long-name-of-a-file-", i), "");
        const std::string handle = client.string(packet(Type::OpenDir, text(path)));
        std::size_t entries = 0;
        for (;;) {
            const std::string answer = client.ask(packet(Type::ReadDir, text(handle)));
            if (answer.front() != static_cast<char>(Type::Name))
                break;
            QVERIFY(answer.size() <= MaxPacket);
            PacketReader reader(std::string_view(answer).substr(5));
            entries += reader.u32();
        }
        QCOMPARE(entries, std::size_t{3002});
        QCOMPARE(client.status(packet(Type::ReadDir, text(handle))), 1);
        QCOMPARE(client.status(packet(Type::Close, text(handle))), 0);
        QCOMPARE(client.status(packet(Type::RemoveDir, text(path))), 4);
    }

    void longNamesAreLikeThoseOfLs()
    {
        struct stat status{};
        status.st_mode = S_IFREG | 04755;
        status.st_nlink = 1;
        status.st_size = 12345;
        status.st_mtime = 981173106;  // 2001-02-03 04:05:06
        const Owners owners{.user = "www-data", .group = "a-long-group"};
        QCOMPARE(longName("name", status, owners, 981173106),
                 std::string("-rwsr-xr-x    1 www-data a-long-group    12345 Feb  3 04:05 name"));
        QCOMPARE(longName("name", status, {.user = "1000", .group = "root"}, 1700000000),
                 std::string("-rwsr-xr-x    1 1000     root        12345 Feb  3  2001 name"));
        status.st_mode = S_IFDIR | S_ISVTX | 0777;
        status.st_mtime = 951782400;  // a leap day
        QVERIFY(longName("d", status, owners, 951782400).starts_with("drwxrwxrwt "));
        QVERIFY(longName("d", status, owners, 951782400).ends_with(" Feb 29 00:00 d"));
        status.st_mtime = -1;
        QVERIFY(longName("d", status, owners, 0).ends_with(" Dec 31 23:59 d"));
    }

    void spaceLimitsAndNamesOfUsers()
    {
        Client client;
        const std::string space = client.ask(extended("statvfs@openssh.com", text("/tmp")));
        QCOMPARE(space.size(), std::size_t{5 + 11 * 8});
        QCOMPARE(space.front(), static_cast<char>(Type::ExtendedReply));
        QCOMPARE(client.ask(extended("limits@openssh.com", "")),
                 "\xc9"s + u32(7) + u64(262144) + u64(261120) + u64(261120) + u64(1024));
        QCOMPARE(client.ask(extended("users-groups-by-id@openssh.com", text(u32(0) + u32(999999)) + text(u32(0)))),
                 "\xc9"s + u32(7) + text(text("root") + text("")) + text(text("root")));
    }

    void handlesAreBounded()
    {
        Client client;
        for (std::size_t i = 0; i < Handles::Most; ++i)
            QCOMPARE(client.string(packet(Type::OpenDir, text("/"))), u32(i));
        QCOMPARE(client.status(packet(Type::OpenDir, text("/"))), 4);
        QCOMPARE(client.status(packet(Type::Close, text(u32(5)))), 0);
        QCOMPARE(client.string(packet(Type::OpenDir, text("/"))), u32(5));
    }

    void packetsMayComeInPieces()
    {
        SftpServer server;
        const std::string all =
            u32(5) + '\x01' + u32(3) + packet(Type::Stat, text("/")) + packet(Type::Stat, text("/no"));
        std::string input;
        std::string output;
        for (const char c : all) {
            input += c;
            std::string_view rest(input);
            QVERIFY(server.serve(rest, output));
            input.erase(0, input.size() - rest.size());
        }
        QVERIFY(input.empty());
        QVERIFY(output.ends_with(text("No such file") + text("")));
    }

    void lengthsAreHeldAgainstTheirLimit()
    {
        for (const std::uint64_t length : {std::uint64_t{0}, std::uint64_t{MaxPacket + 1}, std::uint64_t{0xffffffff}}) {
            Client client;
            std::string_view input;
            const std::string head = u32(length);
            input = head;
            std::string output;
            QVERIFY(!client.server().serve(input, output));
        }
        Client client;
        const std::string head = u32(MaxPacket);
        std::string_view input(head);
        std::string output;
        QVERIFY(client.server().serve(input, output));  // it waits for the rest
    }

    void truncatedPacketsAreRefused()
    {
        const std::vector<std::string> whole{
            packet(Type::Open, text("/no/f") + u32(1) + u32(15) + u64(1) + u32(1) + u32(1) + u32(1) + u32(1) + u32(1)),
            packet(Type::Write, text(u32(0)) + u64(1) + text("data")),
            extended("copy-data", text(u32(0)) + u64(0) + u64(0) + text(u32(1)) + u64(0)),
            packet(Type::SetStat, text("/no/f") + u32(0x80000004) + u32(0644) + u32(1) + text("a") + text("b")),
        };
        for (const std::string& bytes : whole) {
            Client client;
            QCOMPARE(client.status(bytes), 2);
            for (std::size_t size = 9; size < bytes.size(); ++size) {
                const std::string cut = u32(size - 4) + bytes.substr(4, size - 4);
                const int status = client.status(cut);
                QVERIFY2(status == 5 || status == 8, str(size, ": ", status).c_str());
            }
        }
    }

    void flippedBitsNeverHurt()
    {
        std::mt19937 random(1);
        const std::string good = extended("copy-data", text(u32(0)) + u64(0) + u64(0) + text(u32(1)) + u64(0));
        for (int i = 0; i < 1000; ++i) {
            std::string bad = good;
            for (int flips = 0; flips < 3; ++flips)
                bad[4 + random() % (bad.size() - 4)] ^= static_cast<char>(1 << random() % 8);
            Request request;
            parseRequest(std::string_view(bad).substr(4), request);  // as only that of a fuzzer: it must not be obeyed
        }
    }

private:
    TempDir m_directory;
};

QTEST_GUILESS_MAIN(SftpServerTest)
#include "sftp_server_test.moc"
