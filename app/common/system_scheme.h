#pragma once

#include "app/common/colors.h"

#include <QObject>

class QDBusPendingCallWatcher;
class QDBusVariant;

namespace rz::app {

// What the user's desktop wishes: dark or light. Asked of the settings portal, which every larger desktop has; where it
// does not answer, the platform's own palette decides. Qt 6.4 has no colour scheme of its own yet (6.5 does).
class SystemScheme : public QObject {
    Q_OBJECT
public:
    // Reads the platform's palette, so make it before any palette is set.
    explicit SystemScheme(QObject* parent = nullptr);

    Scheme scheme() const { return m_scheme; }

signals:
    void changed();

private:
    void read();
    void take(uint wish);

private slots:  // found by name by QtDBus
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    Scheme m_platform;
    Scheme m_scheme;
};

}  // namespace rz::app
