#include "core/qt/rtt_watch.h"

#include <algorithm>

namespace rz::qt {
namespace {

constexpr int SlowFactor = 4;                                        // times the usual
constexpr Duration NeverSlowBelow = std::chrono::milliseconds(100);  // nobody feels less
constexpr int UsualWeight = 8;                                       // a new round trip counts one part in so many

}  // namespace

void RttWatch::sent(TimePoint now)
{
    m_sentAt = now;
}

void RttWatch::answered(Duration rtt)
{
    m_sentAt.reset();
    m_last = rtt;
    // Lasting slowness becomes the usual in time, a single late answer hardly moves it.
    m_usual = m_usual ? *m_usual + (rtt - *m_usual) / UsualWeight : rtt;
}

void RttWatch::excuse(TimePoint now)
{
    if (m_sentAt)
        m_sentAt = now;
}

Duration RttWatch::silence(TimePoint now) const
{
    return m_sentAt ? now - *m_sentAt : Duration::zero();
}

bool RttWatch::slow(TimePoint now) const
{
    return isSlow(silence(now)) || (m_last && isSlow(*m_last));
}

bool RttWatch::isSlow(Duration rtt) const
{
    return m_usual && rtt > std::max(*m_usual * SlowFactor, NeverSlowBelow);
}

}  // namespace rz::qt
