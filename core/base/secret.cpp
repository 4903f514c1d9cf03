#include "core/base/secret.h"

#include <cstddef>
#include <cstring>

namespace rz {

void Secret::wipe(std::string& text)
{
    text.resize(text.capacity());  // so that what an earlier, longer text left behind goes too
    ::explicit_bzero(text.data(), text.size());
    text.clear();
}

Secret::Secret(Secret&& other) noexcept : m_text(std::move(other.m_text))
{
    // A short text was copied out of the other's inline buffer, not moved.
    wipe(other.m_text);
}

Secret& Secret::operator=(const Secret& other)
{
    if (this != &other) {
        wipe(m_text);
        m_text = other.m_text;
    }
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other) {
        wipe(m_text);
        m_text = std::move(other.m_text);
        wipe(other.m_text);
    }
    return *this;
}

Secret::~Secret()
{
    wipe(m_text);
}

bool Secret::operator==(const Secret& other) const
{
    if (m_text.size() != other.m_text.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < m_text.size(); ++i)
        difference |= static_cast<unsigned char>(m_text[i]) ^ static_cast<unsigned char>(other.m_text[i]);
    return difference == 0;
}

std::shared_ptr<std::byte[]> secretMemory(std::size_t size)
{
    return {new std::byte[size], [size](std::byte* memory) {
                ::explicit_bzero(memory, size);
                delete[] memory;
            }};
}

}  // namespace rz
