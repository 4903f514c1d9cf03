#include "core/modules/mitogen_package.h"

#include "core/base/str.h"
#include "core/modules/minimize.h"
#include "core/modules/zlib_text.h"

#include <algorithm>

namespace rz::modules {

namespace {

Error noMitogen(const ModuleFinder& finder)
{
    std::string looked;
    for (const std::string& directory : finder.path())
        looked += str(looked.empty() ? "looked in " : ", ", directory);
    return Error(ErrorKind::Stream, "there is no Mitogen on this machine")
        .withDetails({.seen = std::move(looked),
                      .cause = "Python contexts are started from the package mitogen of the machine you sit at.",
                      .fix = "Install it: sudo apt install python3-mitogen, or pip install mitogen. "
                             "RHIZOME_PYTHONPATH names other places to look."});
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

void MitogenPackage::get(OnCore onCore)
{
    if (!m_core) {
        auto loaded = load();
        if (!loaded) {
            onCore(std::unexpected(std::move(loaded).error()));
            return;
        }
        m_core = std::move(*loaded);
    }
    onCore(*m_core);
}

Result<rpc::PythonCore> MitogenPackage::load() const
{
    const auto package = m_finder.find("mitogen");
    const auto core = m_finder.find("mitogen.core");
    if (!package || !core)
        return std::unexpected(noMitogen(m_finder));
    RZ_TRY(const std::string init, ModuleFinder::read(*package));
    RZ_TRY(std::string source, ModuleFinder::read(*core));
    // A child reads it from a pipe, where Python 2 knows no other encoding; and what is started is ExternalContext.
    if (!isAscii(source) || source.find("\nclass ExternalContext(") == std::string::npos) {
        return std::unexpected(Error(ErrorKind::Stream, str(core->path, " is not the core of Mitogen"))
                                   .withDetails({.cause = "Another package of that name is in front of Mitogen.",
                                                 .fix = "Remove it, or name Mitogen's place in RHIZOME_PYTHONPATH."}));
    }
    return rpc::PythonCore{.version = rpc::versionIn(init),
                           .source = compress(minimizeSource(source)),
                           .compressed = true,
                           .tagsFrames = source.find("ENC_BIN") != std::string::npos};
}

}  // namespace rz::modules
