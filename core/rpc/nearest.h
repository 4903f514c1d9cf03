#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rz::rpc {

// Finds the name that a mistyped one was probably meant to be: the one with the fewest edits, if they are few.
class Nearest {
public:
    explicit Nearest(std::string_view wanted)
        : m_wanted(wanted.substr(0, MaxLength)), m_bestDistance(std::min<std::size_t>(3, 1 + (m_wanted.size() + 1) / 3))
    {
    }

    void consider(std::string_view candidate)
    {
        if (candidate.size() > MaxLength)
            return;
        const std::size_t distance = editDistance(candidate);
        if (distance < m_bestDistance || (distance == m_bestDistance && !m_best.empty() && candidate < m_best)) {
            m_bestDistance = distance;
            m_best = candidate;
        }
    }

    // Empty when nothing is near.
    std::string_view best() const { return m_best; }

private:
    static constexpr std::size_t MaxLength = 64;

    // Levenshtein's, one row at a time.
    std::size_t editDistance(std::string_view candidate) const
    {
        std::vector<std::size_t> row(candidate.size() + 1);
        for (std::size_t j = 0; j < row.size(); ++j)
            row[j] = j;
        for (std::size_t i = 1; i <= m_wanted.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j < row.size(); ++j) {
                const std::size_t replaced = diagonal + (m_wanted[i - 1] == candidate[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
            }
        }
        return row.back();
    }

    std::string m_wanted;
    std::string m_best;
    std::size_t m_bestDistance;
};

}  // namespace rz::rpc
