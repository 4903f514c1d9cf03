#pragma once

#include "app/prompts/keyring.h"

namespace rz::app {

// The Secret Service or KWallet of the session, by QtKeychain. Never falls back to a file.
class SystemKeyring final : public Keyring {
    Q_OBJECT
public:
    using Keyring::Keyring;

    void probe() override;
    void read(const QString& name, QObject* receiver, Found found) override;
    void write(const QString& name, const Secret& secret) override;
    void remove(const QString& name) override;

private:
    bool m_probing = false;
};

}  // namespace rz::app
