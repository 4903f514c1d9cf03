#include "agent/functions/proc.h"

#include "core/base/str.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <limits>

namespace rz::proc {

namespace {

Result<int> toSignal(const Value& value)
{
    if (const auto* number = value.as<std::int64_t>()) {
        if (*number >= 0 && *number < NSIG)
            return static_cast<int>(*number);
        return fail(ErrorKind::Argument, str("there is no signal ", *number));
    }
    const auto* text = value.as<std::string>();
    if (text == nullptr)
        return fail(ErrorKind::Argument, str("the signal must be a number or a name, not ", value.typeName()));
    std::string_view name = *text;
    if (name.starts_with("SIG"))
        name.remove_prefix(3);
    for (int number = 1; number < NSIG; ++number) {
        const char* const known = ::sigabbrev_np(number);
        if (known != nullptr && name == known)
            return number;
    }
    return fail(ErrorKind::Argument, str("there is no signal named ", repr(value)));
}

}  // namespace

Result<> kill(std::int64_t pid, const std::optional<Value>& signal, std::optional<bool> group)
{
    RZ_TRY(const int number, toSignal(signal.value_or(Value(SIGTERM))));
    // Smaller numbers would mean every process there is, or our own group.
    if (pid < 1 || pid > std::numeric_limits<pid_t>::max() || (group.value_or(false) && pid == 1))
        return fail(ErrorKind::Argument, str("there is no process ", group.value_or(false) ? "group " : "", pid));
    const auto target = static_cast<pid_t>(group.value_or(false) ? -pid : pid);
    if (::kill(target, number) != 0)
        return failErrno(str("cannot send signal ", number, " to process ", group.value_or(false) ? "group " : "", pid),
                         errno);
    return {};
}

}  // namespace rz::proc
