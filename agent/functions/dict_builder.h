#pragma once

#include "core/base/value.h"

#include <cstddef>
#include <string_view>
#include <utility>

namespace rz {

// Makes a dict of text keys that are all different, moving in what it is given; a braced list would copy every item.
class DictBuilder {
public:
    explicit DictBuilder(std::size_t size) { m_dict.items.reserve(size); }

    DictBuilder& add(std::string_view key, Value value)
    {
        m_dict.items.emplace_back(Value(key), std::move(value));
        return *this;
    }
    Dict take() { return std::move(m_dict); }

private:
    Dict m_dict;
};

}  // namespace rz
