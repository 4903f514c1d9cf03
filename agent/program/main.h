#pragma once

#include "agent/functions/register.h"
#include "agent/program/program.h"
#include "core/rpc/registry.h"

#include <functional>

namespace rhizome {

namespace detail {
int main(int argc, char** argv, void (*addFunctions)(rz::rpc::Registry&), const std::function<int(Program&)>& body);
}

// The main() of a program that is its own agent (reference: mitogen.main, with_router): it sends itself to where it is to
// work, and there the functions `Fn`, each described beside its declaration, can be called, besides those of rhizome-agent
// (os, fs, proc, sys).
//
//   #include <rhizome/rhizome.h>
//
//   #include <cstdio>
//
//   long usage(const std::string& directory);
//   template <>
//   inline constexpr auto rz::rpc::describe<&usage> = rz::rpc::FunctionInfo<1>{
//       "example.usage", "Bytes on disk.", rz::rpc::Runs::Worker, {{{"directory", "Whose files are counted."}}}};
//
//   int main(int argc, char** argv)
//   {
//       return rhizome::main<&usage>(argc, argv, [](rhizome::Program& program) {
//           const auto host = program.connect("ssh:web1|sudo");
//           std::printf("%ld\n", host.call<&usage>("/var"));
//           return 0;
//       });
//   }
//
// `body` runs only where a person started the program, on the thread that drives its broker: blocking calls drive it. What it
// returns is the exit status; when it throws, that is told on standard error, and the status is 1. The program must be
// static, since it runs elsewhere as it is: rhizome_add_program() of the CMake package makes such a one. With RHIZOME_PROFILING
// in the environment it and all its contexts write profiles (core/io/profile.h).
template <auto... Fn>
int main(int argc, char** argv, const std::function<int(Program&)>& body)
{
    return detail::main(
        argc, argv,
        [](rz::rpc::Registry& registry) {
            rz::addBuiltinFunctions(registry);
            (registry.add<Fn>(), ...);
        },
        body);
}

}  // namespace rhizome
