#include "core/rpc/dispatcher.h"

#include "core/base/str.h"
#include "core/io/own_account.h"
#include "core/routing/credit_table.h"
#include "core/routing/router.h"
#include "core/rpc/convert_core.h"
#include "core/rpc/external_context.h"

#include <string>
#include <sys/utsname.h>
#include <unistd.h>
#include <utility>

namespace rz::rpc {

namespace {

std::string userName(uid_t uid)
{
    const auto account = io::accountIn(io::passwdFile(), uid);
    return account ? account->name : str(uid);
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
                  .runs = Runs::Inline,
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
         .runs = Runs::Inline,
         .invoke = [](const FunctionDescription&, CallContext&, std::vector<Value>& args) {
             return std::move(args.front());
         }});
    registry.add({.description = {.name = "rhizome.size",
                                  .help = "How many bytes arrived: for measuring what a connection carries.",
                                  .result = "int",
                                  .parameters = {{.name = "data", .type = "bytes", .help = "Anything."}}},
                  .runs = Runs::Inline,
                  .invoke = [](const FunctionDescription&, CallContext&, std::vector<Value>& args) -> Result<Value> {
                      if (const auto* data = args.front().as<Bytes>())
                          return Value(static_cast<std::int64_t>(data->size()));
                      return wrongType("bytes", args.front());
                  }});
    registry.add({.description = {.name = "rhizome.identity",
                                  .help = "Who this context is: id, parents, name, version, process, host and user.",
                                  .result = "dict",
                                  .parameters = {}},
                  .runs = Runs::Inline,
                  .invoke = [](const FunctionDescription&, CallContext& context, std::vector<Value>&) {
                      return identity(context);
                  }});
    registry.add(
        {.description = {.name = "rhizome.tables",
                         .help = "How many streams, routes, handlers and credits the router of this context holds.",
                         .result = "dict",
                         .parameters = {}},
         .runs = Runs::Inline,
         .invoke = [](const FunctionDescription&, CallContext& context, std::vector<Value>&) {
             return tables(context.router);
         }});
}

}  // namespace rz::rpc
