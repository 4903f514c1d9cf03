#include "app/connect/candidate_search.h"

namespace rz::app {
namespace {

constexpr std::chrono::milliseconds Patience(200);  // less is not worth a word

connect::Hop withoutTarget(connect::Hop hop)
{
    if (const auto* method = connect::findMethod(hop.method)) {
        std::erase_if(hop.options.items, [method](const auto& item) {
            const auto* name = item.first.template as<std::string>();
            return name != nullptr && *name == method->target;
        });
    }
    return hop;
}

}  // namespace

CandidateSearch::CandidateSearch(qt::EngineApi& engine, qt::NodeKey where, QObject* parent)
    : QObject(parent), m_engine(engine), m_where(where)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(Patience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_slow = true;
        emit changed();
    });
}

void CandidateSearch::look(const connect::Hop& hop)
{
    m_asked = withoutTarget(hop);
    m_state = State::Looking;
    m_slow = false;
    m_error.reset();
    m_patience.start();
    emit changed();
    m_engine.discover(m_where, *m_asked, this,
                      [this, look = ++m_looks](const Result<std::vector<connect::Candidate>>& found) {
                          if (look == m_looks)
                              take(found);
                      });
}

bool CandidateSearch::covers(const connect::Hop& hop) const
{
    return m_asked && m_state != State::Failed && *m_asked == withoutTarget(hop);
}

void CandidateSearch::take(const Result<std::vector<connect::Candidate>>& found)
{
    m_patience.stop();
    m_slow = false;
    m_state = found ? State::Found : State::Failed;
    m_candidates = found ? *found : std::vector<connect::Candidate>();
    if (!found)
        m_error = found.error();
    emit changed();
}

}  // namespace rz::app
