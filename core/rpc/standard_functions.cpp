#include "core/rpc/dispatcher.h"

#include "core/base/str.h"
#include "core/routing/credit_table.h"
#include "core/routing/router.h"
#include "core/rpc/convert_core.h"
#include "core/rpc/external_context.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/utsname.h>
#include <unistd.h>
#include <utility>

namespace rz::rpc {

namespace {

// The name of a user from /etc/passwd itself: a static program has no NSS. The number when it is not there.
std::string userName(uid_t uid)
{
    std::string wanted = str(uid);
    const UniqueFd file(::open("/etc/passwd", O_RDONLY | O_CLOEXEC));
    std::string text;
    std::array<char, 4096> chunk{};
    ssize_t count = 0;
    while ((count = ::read(file.get(), chunk.data(), chunk.size())) > 0)
        text.append(chunk.data(), static_cast<std::size_t>(count));
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        const std::size_t third = line.find(':', second + 1);
        if (third != std::string_view::npos && line.substr(second + 1, third - second - 1) == wanted)
            return std::string(line.substr(0, first));
        begin = end + 1;
    }
    return wanted;
}

std::string hostName()
{
    utsname names{};
    return ::uname(&names) == 0 ? names.nodename : "localhost";
}

Value identity(const CallContext& context)
{
    const routing::Router& router = context.router;
    List parents;
    for (const ContextId id : router.parentIds())
        parents.items.emplace_back(raw(id));
    Dict out;
    out.items = {
        {Value("id"), Value(raw(router.id()))},
        {Value("parentIds"), Value(std::move(parents))},
        {Value("name"), Value(context.externalContext != nullptr ? context.externalContext->config().name : "master")},
        {Value("version"), Value(RZ_VERSION)},
        {Value("pid"), Value(static_cast<std::int64_t>(::getpid()))},
        {Value("host"), Value(hostName())},
        {Value("user"), Value(userName(::geteuid()))},
    };
    return Value(std::move(out));
}

Value tables(const routing::Router& router)
{
    Dict out;
    const auto add = [&out](std::string_view what, std::size_t count) {
        out.items.emplace_back(Value(what), Value(static_cast<std::int64_t>(count)));
    };
    add("streams", router.getStreams().size());
    add("routes", router.routes().size());
    add("handlers", router.handlerCount());
    add("credits", router.credits().size());
    return Value(std::move(out));
}

}  // namespace

void addStandardFunctions(Registry& registry)
{
    registry.add({.description = {.name = "rhizome.functions",
                                  .help = "The functions of this context, with their parameters.",
                                  .result = "list of dict",
                                  .parameters = {}},
                  .invoke = [&registry](const FunctionDescription&, CallContext&, std::vector<Value>&) {
                      List out;
                      for (const FunctionDescription& description : registry.descriptions())
                          out.items.push_back(toValue(description));
                      return Value(std::move(out));
                  }});
    registry.add(
        {.description = {.name = "rhizome.echo",
                         .help = "Gives its argument back.",
                         .result = "any",
                         .parameters = {{.name = "value", .type = "any", .help = "Anything that can travel."}}},
         .invoke = [](const FunctionDescription&, CallContext&, std::vector<Value>& args) {
             return std::move(args.front());
         }});
    registry.add({.description = {.name = "rhizome.size",
                                  .help = "How many bytes arrived: for measuring what a connection carries.",
                                  .result = "int",
                                  .parameters = {{.name = "data", .type = "bytes", .help = "Anything."}}},
                  .invoke = [](const FunctionDescription&, CallContext&, std::vector<Value>& args) -> Result<Value> {
                      if (const auto* data = args.front().as<Bytes>())
                          return Value(static_cast<std::int64_t>(data->size()));
                      return wrongType("bytes", args.front());
                  }});
    registry.add({.description = {.name = "rhizome.identity",
                                  .help = "Who this context is: id, parents, name, version, process, host and user.",
                                  .result = "dict",
                                  .parameters = {}},
                  .invoke = [](const FunctionDescription&, CallContext& context, std::vector<Value>&) {
                      return identity(context);
                  }});
    registry.add(
        {.description = {.name = "rhizome.tables",
                         .help = "How many streams, routes, handlers and credits the router of this context holds.",
                         .result = "dict",
                         .parameters = {}},
         .invoke = [](const FunctionDescription&, CallContext& context, std::vector<Value>&) {
             return tables(context.router);
         }});
}

}  // namespace rz::rpc
