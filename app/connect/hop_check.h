#pragma once

#include "core/connect/method.h"

#include <QString>

#include <string>
#include <vector>

namespace rz::app {

// What is wrong with one option of a hop, in words to stand beside its field.
struct OptionProblem {
    std::string option;
    QString text;
    bool missing = false;  // merely not given yet
    bool operator==(const OptionProblem&) const = default;
};

// Everything connect::validate() would refuse the hop for, option by option, in the order of the method's options.
std::vector<OptionProblem> problemsOf(const connect::Hop& hop, connect::From from = connect::From::Context);

// Several hops can have it alike, so that it may be set for a whole group: nothing that names one target, no secret, and nothing
// that depends on a hop's place in its chain.
bool isSetting(const connect::MethodDescription& method, const connect::OptionDescription& option);
// What the hop gives already leaves no room for the option.
bool isExcluded(const connect::Hop& hop, const connect::MethodDescription& method, std::string_view option);
// Whether this may be the option's value, whatever the rest of the hop is.
bool isValid(const connect::MethodDescription& method, std::string_view option, const Value& value);

}  // namespace rz::app
