#include "core/connect/bootstrap/python_bootstrap.h"

#include "core/connect/bootstrap/python_stage.h"

namespace rz::connect {

Result<bool> PythonBootstrap::feed(std::span<const std::byte> data)
{
    m_input.append(data);
    while (m_state != State::Finished) {
        RZ_TRY(const auto line, m_input.takeLine());
        if (!line)
            return false;
        onLine(*line);
    }
    return true;
}

void PythonBootstrap::onLine(std::string_view line)
{
    if (m_state == State::AwaitingFirstStage && line.ends_with(PythonAsksMarker)) {
        m_state = State::AwaitingContext;
        m_host.beginStep("core upload");
        m_host.sendPreamble();
    } else if (m_state == State::AwaitingContext && !m_arrived && line.ends_with(PythonHasMarker)) {
        m_arrived = true;
        m_host.beginStep("python start");
    } else if (m_state == State::AwaitingContext && line.ends_with(PythonRunsMarker)) {
        m_state = State::Finished;
    } else if (!line.empty()) {
        m_host.output(line);
    }
}

}  // namespace rz::connect
