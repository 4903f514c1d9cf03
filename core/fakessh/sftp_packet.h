#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rz::fakessh::sftp {

// SFTP version 3 (draft-ietf-secsh-filexfer-02), as OpenSSH speaks it. Integers are big-endian; a string is u32 length, bytes.
inline constexpr std::uint32_t ProtocolVersion = 3;
inline constexpr std::size_t LengthField = 4;
// Without the length field. As OpenSSH's.
inline constexpr std::size_t MaxPacket = 256 * 1024;
// What one packet carries of a file: the rest is for everything else in it.
inline constexpr std::size_t MaxData = MaxPacket - 1024;

enum class Type : std::uint8_t {
    Init = 1,
    Version = 2,
    Open = 3,
    Close = 4,
    Read = 5,
    Write = 6,
    LStat = 7,
    FStat = 8,
    SetStat = 9,
    FSetStat = 10,
    OpenDir = 11,
    ReadDir = 12,
    Remove = 13,
    MakeDir = 14,
    RemoveDir = 15,
    RealPath = 16,
    Stat = 17,
    Rename = 18,
    ReadLink = 19,
    SymLink = 20,
    Status = 101,
    Handle = 102,
    Data = 103,
    Name = 104,
    Attributes = 105,
    Extended = 200,
    ExtendedReply = 201,
};

enum class Status : std::uint8_t { Ok, Eof, NoSuchFile, PermissionDenied, Failure, BadMessage, Unsupported = 8 };

// Takes a packet apart. What is not there reads as nothing, and the reader has failed for good.
class PacketReader {
public:
    explicit PacketReader(std::string_view bytes) : m_rest(bytes) {}

    std::uint64_t number(std::size_t bytes);
    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    std::string_view string();
    bool failed() const { return m_failed; }
    bool atEnd() const { return !m_failed && m_rest.empty(); }

private:
    std::string_view take(std::size_t count);

    std::string_view m_rest;
    bool m_failed = false;
};

// Appends one packet, whose length is filled in when this dies.
class PacketWriter {
public:
    PacketWriter(std::string& out, Type type);
    PacketWriter(const PacketWriter&) = delete;
    PacketWriter& operator=(const PacketWriter&) = delete;
    ~PacketWriter();

    void number(std::uint64_t value, std::size_t bytes);
    void u32(std::uint64_t value) { number(value, 4); }
    void u64(std::uint64_t value) { number(value, 8); }
    void string(std::string_view text);
    std::size_t size() const { return m_out.size() - m_begin; }
    // Fills in a number that was written as another.
    void patch(std::size_t position, std::uint32_t value);

private:
    std::string& m_out;
    std::size_t m_begin;
};

}  // namespace rz::fakessh::sftp
