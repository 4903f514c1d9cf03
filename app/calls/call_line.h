#pragma once

#include "core/base/value.h"
#include "core/rpc/context.h"

#include <QString>

#include <expected>
#include <string>
#include <vector>

namespace rz::app {

// A call as a person types it: the function's name, then arguments in JSON (core/qt/json.h) and keywords:
//
//   fs.list "/etc" limit=100
struct CallLine {
    std::string function;
    std::vector<Value> args;
    Dict kwargs;

    bool operator==(const CallLine&) const = default;
    rpc::Call toCall() const { return rpc::Call::byName(function, args, kwargs); }
    // Whether a secret is anywhere in it; toText() leaves it out.
    bool hasSecrets() const;
    QString toText() const;
};

struct CallLineProblem {
    qsizetype offset = 0;  // in the text
    QString text;
    bool operator==(const CallLineProblem&) const = default;
};

std::expected<CallLine, CallLineProblem> parseCallLine(const QString& text);

}  // namespace rz::app
