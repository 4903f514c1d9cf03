#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rz {

// A password, passphrase or one-time code. Its memory is wiped when it dies or is moved from; str() and so the log do not
// take it, and only reveal() shows the text: call it where the text is sent, and keep no copy.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view text) : m_text(text) {}
    Secret(const Secret& other) = default;
    Secret(Secret&& other) noexcept;
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    const std::string& reveal() const { return m_text; }
    bool empty() const { return m_text.empty(); }
    // Compares in time that does not depend on the contents.
    bool operator==(const Secret& other) const;

    // Overwrites memory in a way the compiler may not remove.
    static void wipe(std::string& text);

private:
    std::string m_text;
};

// Memory for the bytes of a secret that have to be shared: it is wiped when the last owner lets go of it.
std::shared_ptr<std::byte[]> secretMemory(std::size_t size);

}  // namespace rz
