#include "core/services/propagating_push_file_service.h"

#include "core/io/read_file.h"

namespace rz::services {

namespace {

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
        RZ_TRY(std::string content, io::readFile(path, maxFileSize()));
        known = Bytes(std::move(content));
    }
    return push(path, std::move(*known), target);
}

}  // namespace rz::services
