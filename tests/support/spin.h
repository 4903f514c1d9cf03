#pragma once

#include "core/io/broker.h"

#include <QTest>

#include <chrono>

namespace rz::test {

constexpr Duration Patience = std::chrono::seconds(30);

// Drives a broker of Drive::Caller until `done` or the deadline; returns what `done` said last. It is asked at least every
// few milliseconds, so it may be about things of which no event tells: files, processes.
template <class Condition>
bool spinUntil(io::Broker& broker, Condition done, Duration deadline = Patience)
{
    const TimePoint end = Clock::now() + deadline;
    while (!done()) {
        if (Clock::now() >= end)
            return done();
        broker.runOnce(std::chrono::milliseconds(5));
    }
    return true;
}

// Lets Qt's loop run until `done` or the deadline.
template <class Condition>
bool spinQtUntil(Condition done, Duration deadline = Patience)
{
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(deadline);
    return QTest::qWaitFor(std::move(done), static_cast<int>(wait.count()));
}

}  // namespace rz::test
