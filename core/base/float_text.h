#pragma once

#include <string>

namespace rz {

// The shortest decimal digits that read back as the same number, laid out by Python's rule: "0.1", "1.0", "1e-07", "inf".
std::string floatText(double value);

}  // namespace rz
