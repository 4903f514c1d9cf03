#include "core/connect/bootstrap/first_stage.h"

#include "core/base/str.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rz::connect {

namespace {

// memfd_create(2) by machine, for the interpreters that have no wrapper for it.
constexpr std::array<std::pair<std::string_view, int>, 6> MemfdCreate{{
    {"x86_64", 319},
    {"aarch64", 279},
    {"i686", 356},
    {"armv7l", 385},
    {"riscv64", 279},
    {"ppc64le", 360},
}};

int memfdCreateNumber(std::string_view machine)
{
    const auto* found = std::find_if(MemfdCreate.begin(), MemfdCreate.end(),
                                     [machine](const auto& entry) { return entry.first == machine; });
    return found == MemfdCreate.end() ? 0 : found->second;
}

// Tries each directory: can it execute, does the agent fit? A failure while unpacking has eaten the bytes,
// so they are asked for again. The probe is a script, which "noexec" stops like a program.
std::string fileStage(std::string_view unpack)
{
    return str("umask 077;w=;for d in /dev/shm \"$XDG_RUNTIME_DIR\" /tmp \"$HOME\" /var/tmp;do "
               "[ -d \"$d\" ]||continue;f=$d/",
               UnpackedPrefix,
               "$$;"
               "trap \"rm -f \\\"$f\\\"\" 0 1 2 13 15;"
               "if ! (printf \"#!/bin/sh\\n\" >\"$f\") 2>/dev/null;then w=\"$w$d: cannot write; \";"
               "elif ! chmod 700 \"$f\"||! \"$f\" 2>/dev/null;then w=\"$w$d: cannot execute; \";"
               "elif ",
               unpack,
               " >\"$f\" 2>/dev/null;then exec \"$f\";"
               "else w=\"$w$d: no space; \";rm -f \"$f\";printf \"\\nRZ%s2 %s\\n\" I \"$d\";fi;"
               "rm -f \"$f\";done;printf \"\\nRZ%s3 %s\\n\" I \"$w\";exit 1");
}

// perl holds the agent in a memfd and becomes it; without memfd it goes on with the directories.
std::string perlStage(int memfdCreate, std::string_view unpack, std::string_view otherwise)
{
    return str("s='", otherwise,
               "';exec perl -e '"
               "$f=syscall(",
               memfdCreate,
               ",$n=\"rhizome\",1);"
               "if($f>=0){open O,\">&=\",$f;binmode O;open G,$ARGV[0].\"|\";binmode G;"
               "print O $b while read G,$b,65536;close G;select O;$|=1;select STDOUT;"
               "exec{\"/proc/self/fd/$f\"}\"rhizome-agent\";"
               "$|=1;printf \"\\nRZ%s2 memory\\n\",\"I\"}"
               "exec\"sh\",\"-c\",$ARGV[1]' '",
               unpack, "' \"$s\"");
}

// The same with python3. Its memfd is inherited by the shell that unpacks into it; the agent closes it.
std::string pythonStage(std::string_view unpack, std::string_view otherwise)
{
    return str("s='", otherwise,
               "';exec python3 -SEc '"
               "import os,sys;m=getattr(os,\"memfd_create\",0);f=m(\"rhizome\",0) if m else -1;"
               "f>=0 and os.system(sys.argv[1]+\" >&%d\"%f)==0 and "
               "os.execv(\"/proc/self/fd/%d\"%f,[\"rhizome-agent\"]);"
               "f>=0 and os.write(1,b\"\\nRZ%s2 memory\\n\"%b\"I\");"
               "os.execvp(\"sh\",[\"sh\",\"-c\",sys.argv[2]])' '",
               unpack, "' \"$s\"");
}

}  // namespace

std::string firstStage()
{
    return "t=;for x in gzip perl python3;do command -v $x >/dev/null 2>&1&&t=\"$t$x \";done;"
           "printf \"\\nRZ%s0 %s %s\\n\" I \"$(uname -sm)\" \"$t\";"
           "IFS= read -r s&&eval \"$s\"";
}

std::vector<std::string> firstStageArgv()
{
    return {"sh", "-c", firstStage()};
}

std::string firstStageCommand()
{
    return str("exec sh -c '", firstStage(), "'");
}

bool Target::has(std::string_view tool) const
{
    return std::find(tools.begin(), tools.end(), tool) != tools.end();
}

std::string secondStage(const Target& target, std::size_t size, bool compressed)
{
    // All of the agent is taken even when there is no room for it, so that it can be sent again.
    const std::string unpack =
        str("head -c ", size, "|(", compressed ? "gzip -dc" : "cat", "||{ cat >/dev/null;exit 1;})");
    const std::string files = fileStage(unpack);
    const int memfdCreate = memfdCreateNumber(target.machine);
    if (target.has("perl") && memfdCreate != 0)
        return perlStage(memfdCreate, unpack, files) + '\n';
    if (target.has("python3"))
        return pythonStage(unpack, files) + '\n';
    return files + '\n';
}

}  // namespace rz::connect
