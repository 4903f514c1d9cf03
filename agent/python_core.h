#pragma once

#include "core/modules/forwarder.h"
#include "core/rpc/python_core.h"

namespace rz::agent {

// The core for Python children of this agent: the one a Python parent booted it with, else the master's, which is served
// like a module. Broker thread.
class AgentPythonCore final : public rpc::PythonCoreSource {
public:
    // `booted`: with an empty source where the parent is native. The forwarder must outlive it.
    AgentPythonCore(modules::ModuleForwarder& modules, rpc::PythonCore booted);

    void get(OnCore onCore) override;

private:
    modules::ModuleForwarder& m_modules;
    rpc::PythonCore m_core;
};

}  // namespace rz::agent
