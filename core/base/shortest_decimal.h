#pragma once

#include <string>

namespace rz {

struct Decimal {
    std::string digits;  // the first stands before the point; no zeros at the end but for 0 itself
    int exponent = 0;    // of ten
};

// The fewest digits that read back as `magnitude`, and of those the closest. Finite, not negative.
// Not std::to_chars, whose tables for floating point would be a tenth of the agent, nor printf and strtod by trial.
Decimal shortestDecimal(double magnitude);

}  // namespace rz
