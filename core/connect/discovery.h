#pragma once

#include "core/base/error.h"
#include "core/base/value.h"
#include "core/connect/method.h"
#include "core/io/broker.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rz::connect {

// Something that a method could connect to: a container, a pod, a user.
struct Candidate {
    std::string name;
    std::string state;  // as its program calls it: "running"
    std::string note;   // an image, a person's name
    bool operator==(const Candidate& other) const = default;
};

// What there is for the method of `hop` in this context, asked of the method's own program, whose path and kind the hop may
// give. Nothing is kept or polled. Broker thread; dropping the handle cancels.
class Discovery {
public:
    using OnDone = std::move_only_function<void(Result<std::vector<Candidate>>)>;
    virtual ~Discovery() = default;

    // `onDone` runs once, not inside this call. Fails with Argument for a method that has nothing to look for, else with what
    // the program said.
    static std::unique_ptr<Discovery> start(io::Broker& broker, const Hop& hop, OnDone onDone);
};

// The names in `output`, as `layout` says they stand there.
std::vector<Candidate> candidatesIn(std::string_view output, const CandidateLayout& layout);
// Accounts of a passwd(5) file that can log in, root first.
std::vector<Candidate> usersIn(std::string_view passwd);

Value toValue(const std::vector<Candidate>& candidates);
std::vector<Candidate> candidatesFrom(const Value& value);

}  // namespace rz::connect
