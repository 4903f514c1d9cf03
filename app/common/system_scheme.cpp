#include "app/common/system_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

const auto Service = u"org.freedesktop.portal.Desktop"_s;
const auto Path = u"/org/freedesktop/portal/desktop"_s;
const auto Interface = u"org.freedesktop.portal.Settings"_s;
const auto Group = u"org.freedesktop.appearance"_s;
const auto Key = u"color-scheme"_s;

// The portal's numbers: 0 no wish, 1 dark, 2 light.
constexpr uint WishDark = 1;
constexpr uint WishLight = 2;

// The answer is a variant, in older portals inside another one.
uint unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

}  // namespace

SystemScheme::SystemScheme(QObject* parent)
    : QObject(parent), m_platform(colorsOf(QGuiApplication::palette()).scheme), m_scheme(m_platform)
{
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(Service, Path, Interface, u"SettingChanged"_s, this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    read();
}

void SystemScheme::read()
{
    auto question = QDBusMessage::createMethodCall(Service, Path, Interface, u"Read"_s);
    question << Group << Key;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (!reply.isError())
            take(unwrapped(reply.value().variant()));
    });
}

void SystemScheme::settingChanged(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group == Group && key == Key)
        take(unwrapped(value.variant()));
}

void SystemScheme::take(uint wish)
{
    const Scheme scheme = wish == WishDark ? Scheme::Dark : wish == WishLight ? Scheme::Light : m_platform;
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    emit changed();
}

}  // namespace rz::app
