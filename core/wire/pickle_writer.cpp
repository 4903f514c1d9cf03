#include "core/wire/pickle_writer.h"

#include "core/base/out_of_memory.h"
#include "core/base/secret.h"

#include <algorithm>
#include <cstdlib>

namespace rz::wire {

PickleWriter::~PickleWriter()
{
    discard();
}

void PickleWriter::discard()
{
    if (m_secret)
        ::explicit_bzero(m_begin, written());
    if (m_begin != m_inline)
        std::free(m_begin);
}

void PickleWriter::grow(std::size_t count)
{
    // realloc moves large buffers by remapping their pages, which a vector cannot.
    const std::size_t size = written();
    const std::size_t capacity = std::max(2 * static_cast<std::size_t>(m_end - m_begin), size + count);
    const bool copies = m_begin == m_inline || m_secret;  // realloc would leave a secret behind
    auto* grown = static_cast<std::byte*>(std::realloc(copies ? nullptr : m_begin, capacity));
    if (grown == nullptr)
        outOfMemory();
    if (copies) {
        std::memcpy(grown, m_begin, size);
        discard();
    }
    m_begin = grown;
    m_at = grown + size;
    m_end = grown + capacity;
}

Payload PickleWriter::finish() &&
{
    Bytes all;
    if (m_secret) {
        const auto memory = secretMemory(written());
        std::memcpy(memory.get(), m_begin, written());
        all = Bytes(memory, memory.get(), written());
    } else if (m_begin == m_inline) {
        all = Bytes(std::span<const std::byte>(m_inline, written()));
    } else {
        const std::size_t size = written();
        const std::shared_ptr<const void> owner(std::exchange(m_begin, m_inline), std::free);
        all = Bytes(owner, static_cast<const std::byte*>(owner.get()), size);
    }
    Payload payload;
    if (m_secret)
        payload.setHoldsSecret();
    std::size_t done = 0;
    for (auto& [offset, piece] : m_pieces) {
        payload.append(all.slice(done, offset - done));
        payload.append(std::move(piece));
        done = offset;
    }
    payload.append(all.slice(done));
    return payload;
}

}  // namespace rz::wire
