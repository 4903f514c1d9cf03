#pragma once

#include "core/modules/catalog.h"
#include "core/modules/finder.h"
#include "core/modules/mitogen_package.h"
#include "core/modules/responder.h"
#include "core/wire/frame.h"

#include <memory>
#include <string>
#include <vector>

namespace rz::modules {

// What a master has for the Python contexts of its tree: the core they are booted from, and the modules they import.
// Broker thread; the router must outlive it.
class MasterModules {
public:
    // Serves from now on. `path`: directories of modules, as of defaultPythonPath(). Fails as ModuleResponder::start() does.
    static Result<std::unique_ptr<MasterModules>> create(routing::Router& router, std::vector<std::string> path,
                                                         ModuleCatalog::Options options = {});

    // For the contexts that are started.
    const rpc::ImportPolicy& importPolicy() const { return m_catalog.policy(); }
    rpc::PythonCoreSource& pythonCores() { return m_mitogen; }
    const ModuleResponder& responder() const { return m_responder; }
    ModuleResponder& responder() { return m_responder; }
    rpc::WorkerPool& workers() { return m_responder.workers(); }
    // As what contexts that are booted from this user's Mitogen take a FileService's chunks.
    wire::Magic fileChunks();

private:
    MasterModules(routing::Router& router, std::vector<std::string> path, ModuleCatalog::Options options)
        : m_finder(std::move(path)),
          m_mitogen(m_finder),
          m_catalog(m_finder, std::move(options), router.log().child("modules")),
          m_responder(router, m_catalog, m_finder)
    {
    }

    const ModuleFinder m_finder;
    MitogenPackage m_mitogen;
    ModuleCatalog m_catalog;
    ModuleResponder m_responder;
};

}  // namespace rz::modules
