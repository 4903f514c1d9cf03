#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/rpc/external_context.h"

#include <functional>
#include <string>
#include <string_view>

namespace rz::rpc {

// What boots a Python child: Mitogen's own core, as the package of the user, or a Python parent, provides it.
struct PythonCore {
    std::string version = "()";  // the package's __version__, a Python tuple of literals
    Bytes source;                // of mitogen.core
    bool compressed = false;     // zlib
    bool tagsFrames = false;     // its frames tell how their payload is encoded (protocol 0.1)
};

// Where this process has it from. Broker thread.
class PythonCoreSource {
public:
    using OnCore = std::move_only_function<void(Result<PythonCore>)>;

    virtual ~PythonCoreSource() = default;
    // `onCore` runs once, perhaps inside; a failure tells what to install.
    virtual void get(OnCore onCore) = 0;
};

// The call that a Python child executes after the core's source (protocol 4.4), with the keys of old and new releases.
std::string pythonConfigCall(const ChildConfig& config, std::string_view version);

// The tuple that `__init__` assigns to __version__, the text of the package's __init__.py; "()" when there is none. Only
// literals are taken from it: it becomes part of a program.
std::string versionIn(std::string_view init);

}  // namespace rz::rpc
