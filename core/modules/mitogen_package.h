#pragma once

#include "core/modules/finder.h"
#include "core/rpc/python_core.h"

#include <optional>

namespace rz::modules {

// The package `mitogen` of this user, which Python children are booted from. Kept once it was found. Broker thread.
class MitogenPackage final : public rpc::PythonCoreSource {
public:
    // The finder must outlive it.
    explicit MitogenPackage(const ModuleFinder& finder) : m_finder(finder) {}

    // Fails with Stream, and how to install it, when there is none that serves.
    void get(OnCore onCore) override;

private:
    Result<rpc::PythonCore> load() const;

    const ModuleFinder& m_finder;
    std::optional<rpc::PythonCore> m_core;
};

}  // namespace rz::modules
