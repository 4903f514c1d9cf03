#include "tests/gui/support/sample_functions.h"

namespace rz::test {
namespace {

rpc::ParameterDescription required(const char* name, const char* type, const char* help)
{
    return {.name = name, .type = type, .help = help, .optional = false, .fallback = {}};
}

rpc::ParameterDescription optional(const char* name, const char* type, const char* help, const char* fallback)
{
    return {.name = name, .type = type, .help = help, .optional = true, .fallback = fallback};
}

}  // namespace

std::vector<rpc::FunctionDescription> sampleFunctions()
{
    return {
        {"os.getpid", "Process id of the context.", "int", {}},
        {"os.hostname", "Name of the host.", "text", {}},
        {"os.environ", "Environment of the context.", "dict", {}},
        {"fs.list",
         "Entries of a directory with their attributes.",
         "list",
         {required("path", "text", "Directory to list."),
          optional("limit", "int", "Refuse directories with more entries than this.", "200000")},
         {{"size", "bytes"}, {"mode", "file mode"}, {"mtime", "time"}}},
        {"fs.write",
         "Makes a file hold exactly these bytes.",
         "none",
         {required("path", "text", "File to create or overwrite."), required("data", "bytes", "What it is to hold."),
          optional("atomic", "bool", "Replace the file in one step.", "true")}},
        {"proc.list", "Processes of the host.", "list", {}},
        {"proc.run",
         "Runs a program, without a shell.",
         "dict",
         {required("argv", "list of text", "The program and its arguments."),
          optional("env", "dict of text", "Variables to set besides the inherited ones.", "none"),
          optional("timeout", "float", "Seconds after which it is ended.", "none"),
          optional("output", "sender", "Gets the output while it runs, instead of the result.", "none")}},
        {"auth.login", "Takes a secret.", "bool", {required("password", "secret", "Never shown or kept.")}},
    };
}

}  // namespace rz::test
