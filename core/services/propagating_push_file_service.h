#pragma once

#include "core/services/push_file_service.h"

#include <map>
#include <string>
#include <vector>

namespace rz::services {

// That of a master, which pushes files of its own disk (reference: propagate_to and propagate_paths_and_modules).
class PropagatingPushFileService final : public PushFileService {
public:
    explicit PropagatingPushFileService(routing::Router& router);

    // Any thread; reads the file, the first time. Fails with System when it cannot be read, otherwise as push().
    Result<> propagateTo(ContextId target, const std::string& path);

private:
    Result<> propagate(ContextId target, const std::string& path, const std::optional<Value>& content);
};

}  // namespace rz::services
