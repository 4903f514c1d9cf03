#include "core/connect/bootstrap/python_stage.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/first_stage.h"
#include "core/connect/context_name.h"
#include "core/connect/hop_options.h"
#include "core/connect/openers/program_opener.h"

namespace rz::connect {

namespace {

// The process that was started becomes the context: an interpreter that reads its program from a pipe (protocol 4.2). The
// copy of it fills that pipe, and the one the context learns its own core from, with what we send. Runs on Python 2.6 and
// later; exec() since a command line through any shell must be one line without single quotes.
constexpr std::string_view Program = "exec(\""
                                     "import sys\\n"
                                     "sys.path=[p for p in sys.path if p]\\n"
                                     "import os,select,zlib\\n"
                                     "r,w=os.pipe()\\n"
                                     "R,W=os.pipe()\\n"
                                     "if os.fork():\\n"
                                     " for o,n in(0,100),(r,0),(R,101):os.dup2(o,n)\\n"
                                     " for f in r,w,R,W:os.close(f)\\n"
                                     " e=os.environ[\\\"ARGV0\\\"]=sys.executable\\n"
                                     " os.execl(e,e+\\\"(mitogen:%s)\\\"%sys.argv[1])\\n"
                                     "os.close(r)\\n"
                                     "os.close(R)\\n"
                                     "def g(n):\\n"
                                     " b=\\\"\\\".encode()\\n"
                                     " while len(b)<n:\\n"
                                     "  select.select([0],[],[])\\n"
                                     "  d=os.read(0,n-len(b))\\n"
                                     "  if not d:os._exit(1)\\n"
                                     "  b+=d\\n"
                                     " return b\\n"
                                     "def m(n):os.write(1,(\\\"MITO%03d\\\\n\\\"%n).encode())\\n"
                                     "m(0)\\n"
                                     "k,n=int(g(8),16),int(g(8),16)\\n"
                                     "t=k and zlib.decompress(g(k))or g(0)\\n"
                                     "t+=g(n)\\n"
                                     "for f in w,W:\\n"
                                     " f=os.fdopen(f,\\\"wb\\\")\\n"
                                     " f.write(t)\\n"
                                     " f.close()\\n"
                                     "m(1)\\n"
                                     "os._exit(0)\\n"
                                     "\")";

std::vector<std::string> pythonArgv(std::vector<std::string> interpreter, const Hop& hop)
{
    const std::string name = textOption(hop, "remote_name");
    interpreter.insert(interpreter.end(), {"-c", std::string(Program), name.empty() ? ownRemoteName() : name});
    return interpreter;
}

std::string eightDigits(std::size_t number)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(8, '0');
    for (std::size_t i = text.size(); i-- > 0; number >>= 4)
        text[i] = digits[number & 15];
    return text;
}

}  // namespace

bool isPython(const Hop& hop)
{
    return !textListOption(hop, "python_path").empty();
}

std::vector<std::string> stageArgv(const Hop& hop)
{
    return isPython(hop) ? pythonArgv(textListOption(hop, "python_path"), hop) : firstStageArgv();
}

bool isStageAnswer(const Hop& hop, std::string_view line)
{
    if (!isPython(hop))
        return line.starts_with(FirstStageMarker);
    return line.substr(0, line.find('\r')).ends_with(PythonAsksMarker);
}

std::string pythonStageLine(const Hop& hop)
{
    return str("exec ", shellCommand(pythonArgv({"python3"}, hop)), '\n');
}

std::string stageCommand(const Hop& hop)
{
    return isPython(hop) ? str("exec ", shellCommand(stageArgv(hop))) : firstStageCommand();
}

Bytes pythonPreamble(const rpc::PythonCore& core, const rpc::ChildConfig& config)
{
    const std::string call = rpc::pythonConfigCall(config, core.version);
    const std::size_t plain = core.compressed ? 0 : core.source.size();
    return Bytes(
        str(eightDigits(core.source.size() - plain), eightDigits(plain + call.size()), core.source.view(), call));
}

}  // namespace rz::connect
