#include "core/services/propagating_push_file_service.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::services {

namespace {

Result<Bytes> readFile(const std::string& path, std::size_t limit)
{
    if (path.find('\0') != std::string::npos)
        return fail(ErrorKind::Argument, "embedded null byte");
    // A named pipe would not let go of this thread.
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status{};
    if (!file || ::fstat(file.get(), &status) != 0)
        return failErrno(path, errno);
    if (!S_ISREG(status.st_mode))
        return fail(ErrorKind::Error, str(path, " is not a regular file"));
    if (static_cast<std::size_t>(status.st_size) > limit)
        return fail(ErrorKind::Argument, str(path, " is larger than a message may be"));
    std::string content(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t count = ::read(file.get(), content.data() + filled, content.size() - filled);
        if (count == 0)
            break;
        if (count > 0)
            filled += static_cast<std::size_t>(count);
        else if (errno != EINTR)
            return failErrno(path, errno);
    }
    content.resize(filled);
    return Bytes(std::move(content));
}

// What is to be pushed in place of a file: Python may call it text.
Result<Bytes> contentFrom(const Value& value)
{
    if (const auto* const text = value.as<std::string>())
        return Bytes(*text);
    return rpc::valueAs<Bytes>(value);
}

}  // namespace

PropagatingPushFileService::PropagatingPushFileService(routing::Router& router) : PushFileService(router)
{
    expose("propagate_to", {rpc::allowParents}, {"context", "path", "overridden_source"},
           [this](const ContextRef& context, const std::string& path, const std::optional<Value>& content) {
               return propagate(context.id, path, content);
           });
    expose("propagate_paths_and_modules", {rpc::allowParents},
           {"context", "paths", "overridden_sources", "extra_sys_paths"},
           [this](const ContextRef& context, const std::vector<std::string>& paths,
                  const std::optional<std::map<std::string, Value>>& contents,
                  const std::optional<std::vector<std::string>>& extraPaths) -> Result<> {
               if (extraPaths && !extraPaths->empty())
                   return fail(ErrorKind::Argument, "modules are found only where this master was told to look");
               for (const std::string& path : paths) {
                   std::optional<Value> content;
                   if (contents && contents->contains(path))
                       content = contents->at(path);
                   RZ_CHECK(propagate(context.id, path, content));
               }
               return {};
           });
}

Result<> PropagatingPushFileService::propagate(ContextId target, const std::string& path,
                                               const std::optional<Value>& content)
{
    if (!content)
        return propagateTo(target, path);
    RZ_TRY(Bytes data, contentFrom(*content));
    return push(path, std::move(data), target);
}

Result<> PropagatingPushFileService::propagateTo(ContextId target, const std::string& path)
{
    auto known = find(path);
    if (!known) {
        auto content = readFile(path, maxFileSize());
        if (!content)
            return std::unexpected(std::move(content).error());
        known = std::move(*content);
    }
    return push(path, std::move(*known), target);
}

}  // namespace rz::services
