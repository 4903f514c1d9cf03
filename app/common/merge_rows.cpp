#include "app/common/merge_rows.h"

#include <algorithm>

namespace rz::app {
namespace {

// The rows of `ids` that are not in `others`, both ascending.
std::vector<RowSpan> missingFrom(std::span<const ContextId> ids, std::span<const ContextId> others)
{
    std::vector<RowSpan> spans;
    std::size_t other = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        while (other < others.size() && others[other] < ids[i])
            ++other;
        if (other < others.size() && others[other] == ids[i])
            continue;
        const int row = static_cast<int>(i);
        if (!spans.empty() && spans.back().last == row - 1)
            spans.back().last = row;
        else
            spans.push_back({.first = row, .last = row});
    }
    return spans;
}

}  // namespace

RowMerge mergeRows(std::span<const ContextId> have, std::span<const ContextId> want)
{
    RowMerge merge{.removed = missingFrom(have, want), .inserted = missingFrom(want, have)};
    std::ranges::reverse(merge.removed);
    return merge;
}

}  // namespace rz::app
