#include "core/qt/quit_signals.h"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace rz::qt {

QuitSignals::QuitSignals(QObject* parent) : QObject(parent)
{
    sigset_t wanted;
    sigemptyset(&wanted);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&wanted, number);
    ::pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
    m_descriptor = UniqueFd(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
}

void QuitSignals::listen()
{
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor.get(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &QuitSignals::read);
}

void QuitSignals::read()
{
    signalfd_siginfo info{};
    if (::read(m_descriptor.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info))
        emit received();
}

}  // namespace rz::qt
