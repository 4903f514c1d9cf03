#include "core/fakessh/sftp_packet.h"

#include "core/base/big_endian.h"

namespace rz::fakessh::sftp {

std::string_view PacketReader::take(std::size_t count)
{
    if (m_failed || count > m_rest.size()) {
        m_failed = true;
        return {};
    }
    const std::string_view taken = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return taken;
}

std::uint64_t PacketReader::number(std::size_t bytes)
{
    std::uint64_t value = 0;
    for (const char c : take(bytes))
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::string_view PacketReader::string()
{
    return take(u32());
}

PacketWriter::PacketWriter(std::string& out, Type type) : m_out(out), m_begin(out.size())
{
    number(0, LengthField);
    number(static_cast<std::uint8_t>(type), 1);
}

PacketWriter::~PacketWriter()
{
    patch(0, static_cast<std::uint32_t>(size() - LengthField));
}

void PacketWriter::number(std::uint64_t value, std::size_t bytes)
{
    for (std::size_t i = bytes; i > 0; --i)
        m_out += static_cast<char>(value >> (8 * (i - 1)));
}

void PacketWriter::string(std::string_view text)
{
    u32(text.size());
    m_out += text;
}

void PacketWriter::patch(std::size_t position, std::uint32_t value)
{
    putU32(&m_out[m_begin + position], value);
}

}  // namespace rz::fakessh::sftp
