#pragma once

#include "app/prompts/keyring.h"

#include <QTimer>

#include <map>

namespace rz::test {

// A keyring in memory, or none.
class FakeKeyring final : public app::Keyring {
    Q_OBJECT
public:
    explicit FakeKeyring(State whatProbeFinds = State::Works) : m_found(whatProbeFinds) {}

    void probe() override
    {
        QTimer::singleShot(0, this, [this] { setState(m_found); });
    }
    void read(const QString& name, QObject* receiver, Found found) override
    {
        ++reads;
        QTimer::singleShot(0, receiver, [this, name, found = std::move(found)] {
            const auto kept = secrets.find(name);
            found(kept == secrets.end() ? std::nullopt : std::optional(kept->second));
        });
    }
    void write(const QString& name, const Secret& secret) override
    {
        if (refusal.isEmpty())
            secrets.insert_or_assign(name, secret);
        else
            QTimer::singleShot(0, this, [this, name] { emit failed(name, refusal); });
    }
    void remove(const QString& name) override { secrets.erase(name); }

    std::map<QString, Secret> secrets;
    int reads = 0;
    QString refusal;  // what it says instead of keeping anything

private:
    State m_found;
};

}  // namespace rz::test
