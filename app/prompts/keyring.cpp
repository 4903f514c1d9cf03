#include "app/prompts/keyring.h"

namespace rz::app {

Keyring::~Keyring() = default;

void Keyring::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    emit stateChanged();
}

}  // namespace rz::app
