#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <utility>

namespace rz {

// A std::optional that is one pointer wide, for what is rarely there and would make everything around it larger.
// Copies deeply; use it as an optional.
template <class T>
class BoxedOptional {
public:
    BoxedOptional() = default;
    BoxedOptional(std::nullopt_t) {}  // NOLINT(google-explicit-constructor)
    template <class U>
        requires std::convertible_to<U, T>
    BoxedOptional(U&& value)
        : m_box(std::make_unique<T>(std::forward<U>(value)))  // NOLINT(google-explicit-constructor)
    {
    }
    BoxedOptional(std::optional<T> value)  // NOLINT(google-explicit-constructor)
        : m_box(value ? std::make_unique<T>(*std::move(value)) : nullptr)
    {
    }
    BoxedOptional(const BoxedOptional& other) : m_box(other ? std::make_unique<T>(*other) : nullptr) {}
    BoxedOptional(BoxedOptional&&) noexcept = default;
    BoxedOptional& operator=(const BoxedOptional& other)
    {
        BoxedOptional copy = other;
        return *this = std::move(copy);
    }
    BoxedOptional& operator=(BoxedOptional&&) noexcept = default;
    ~BoxedOptional() = default;

    explicit operator bool() const { return m_box != nullptr; }
    bool has_value() const { return m_box != nullptr; }
    T& operator*() { return *m_box; }
    const T& operator*() const { return *m_box; }
    T* operator->() { return m_box.get(); }
    const T* operator->() const { return m_box.get(); }
    T value_or(T otherwise) const { return m_box ? *m_box : std::move(otherwise); }
    operator std::optional<T>() const  // NOLINT(google-explicit-constructor)
    {
        return m_box ? std::optional<T>(*m_box) : std::nullopt;
    }

    bool operator==(const BoxedOptional& other) const
    {
        return m_box && other.m_box ? *m_box == *other.m_box : !m_box && !other.m_box;
    }

private:
    std::unique_ptr<T> m_box;
};

}  // namespace rz
