#pragma once

#include "core/base/ids.h"

#include <span>
#include <vector>

namespace rz::app {

struct RowSpan {
    int first = 0;
    int last = 0;
    bool operator==(const RowSpan&) const = default;
};

// How rows ordered by id become others, in as few spans as possible, for models that are given whole tables: first the
// removals one after the other, which begin at the end, then the insertions. Afterwards row n is want[n].
struct RowMerge {
    std::vector<RowSpan> removed;
    std::vector<RowSpan> inserted;
};
RowMerge mergeRows(std::span<const ContextId> have, std::span<const ContextId> want);

}  // namespace rz::app
