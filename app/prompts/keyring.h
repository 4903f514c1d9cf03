#pragma once

#include "core/base/secret.h"

#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace rz::app {

// Where secrets are kept between runs: the keyring of the user's desktop, or none. GUI thread; nothing blocks.
class Keyring : public QObject {
    Q_OBJECT
public:
    enum class State : std::uint8_t { Unknown, Works, Missing };

    using QObject::QObject;
    ~Keyring() override;

    State state() const { return m_state; }
    // Finds out whether one answers; stateChanged tells.
    virtual void probe() = 0;

    using Found = std::function<void(std::optional<Secret>)>;
    // `found` runs once, later; not at all when `receiver` dies first.
    virtual void read(const QString& name, QObject* receiver, Found found) = 0;
    virtual void write(const QString& name, const Secret& secret) = 0;
    virtual void remove(const QString& name) = 0;

signals:
    void stateChanged();
    // This could not be kept; `reason` as the keyring says it.
    void failed(const QString& name, const QString& reason);

protected:
    void setState(State state);

private:
    State m_state = State::Unknown;
};

}  // namespace rz::app
