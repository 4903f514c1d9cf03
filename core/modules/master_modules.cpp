#include "core/modules/master_modules.h"

namespace rz::modules {

Result<std::unique_ptr<MasterModules>> MasterModules::create(routing::Router& router, std::vector<std::string> path,
                                                             ModuleCatalog::Options options)
{
    std::unique_ptr<MasterModules> modules(new MasterModules(router, std::move(path), std::move(options)));
    RZ_CHECK(modules->m_responder.start());
    return modules;
}

wire::Magic MasterModules::fileChunks()
{
    wire::Magic chunks = wire::Magic::Mgc;
    m_mitogen.get([&chunks](const Result<rpc::PythonCore>& core) {
        if (core && core->tagsFrames)
            chunks = wire::Magic::Bin;
    });
    return chunks;
}

}  // namespace rz::modules
