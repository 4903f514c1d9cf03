#pragma once

#include <cstddef>
#include <iterator>
#include <optional>

namespace rz::rpc {

// Lets a range-for take from `Source` what its pull() gives, until that gives nothing. Each step may block.
template <class Source, class T>
class PullIterator {
public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;

    explicit PullIterator(Source& source) : m_source(&source), m_item(source.pull()) {}

    T& operator*() const { return *m_item; }
    T* operator->() const { return &*m_item; }
    PullIterator& operator++()
    {
        m_item = m_source->pull();
        return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return !m_item; }

private:
    Source* m_source;
    mutable std::optional<T> m_item;
};

}  // namespace rz::rpc
