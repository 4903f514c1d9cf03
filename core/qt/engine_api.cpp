#include "core/qt/engine_api.h"

namespace rz::qt {

EngineApi::~EngineApi() = default;

}  // namespace rz::qt
