#include "core/fakessh/sftp_handles.h"

#include "core/fakessh/sftp_packet.h"

#include <algorithm>
#include <utility>

namespace rz::fakessh::sftp {

std::uint32_t Handles::add(OpenHandle handle)
{
    const auto free = std::ranges::find(m_handles, false, &std::optional<OpenHandle>::has_value);
    const auto index = static_cast<std::uint32_t>(free - m_handles.begin());
    if (free == m_handles.end())
        m_handles.emplace_back();
    m_handles[index] = std::move(handle);
    ++m_open;
    return index;
}

OpenHandle* Handles::find(std::string_view name)
{
    PacketReader reader(name);
    const std::uint32_t index = reader.u32();
    if (!reader.atEnd() || index >= m_handles.size() || !m_handles[index])
        return nullptr;
    return &*m_handles[index];
}

bool Handles::close(std::string_view name)
{
    OpenHandle* const handle = find(name);
    if (handle == nullptr)
        return false;
    PacketReader reader(name);
    m_handles[reader.u32()].reset();
    --m_open;
    return true;
}

}  // namespace rz::fakessh::sftp
