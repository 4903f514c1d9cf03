#include "core/connect/story_writer.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace rz::connect {

namespace {

// Whole characters, or as many bytes where it is no UTF-8.
std::string_view cut(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit)
        return text;
    const std::string_view begin = text.substr(0, limit);
    return begin.substr(0, begin.size() - unfinishedUtf8(begin));
}

}  // namespace

StoryWriter::StoryWriter(std::string hop) : m_hop(std::move(hop)), m_begin(Clock::now())
{
    m_story.startedAt = std::chrono::system_clock::now();
}

void StoryWriter::beginStep(std::string_view name)
{
    endStep(StepState::Done);
    if (m_story.steps.size() == MaxSteps)
        m_story.steps.pop_back();
    m_story.steps.push_back({.name = std::string(name), .hop = m_hop, .begin = Clock::now() - m_begin});
}

void StoryWriter::note(std::string_view text)
{
    if (m_story.steps.empty())
        return;
    std::string& note = m_story.steps.back().note;
    if (note.size() >= MaxText)
        return;
    if (!note.empty())
        note += "; ";
    note += text;
    note.resize(cut(note, MaxText).size());
}

void StoryWriter::output(std::string_view line)
{
    if (m_story.output.size() == MaxOutput)
        m_story.output.erase(m_story.output.begin());
    m_story.output.emplace_back(cut(line, MaxText));
    ++m_story.printed;
}

void StoryWriter::waitForUser(bool waiting)
{
    if (m_story.steps.empty() || waiting == m_waiting)
        return;
    touch();
    m_waiting = waiting;
    m_waitBegin = Clock::now();
    m_story.steps.back().state = waiting ? StepState::Waiting : StepState::Running;
}

void StoryWriter::succeed()
{
    endStep(StepState::Done);
}

void StoryWriter::fail(const Error& error)
{
    endStep(StepState::Failed);
    m_story.failure = error;
}

void StoryWriter::adopt(std::size_t first, std::vector<StoryStep> steps)
{
    if (m_story.steps.empty())
        return;
    if (!m_adoptedAt) {
        m_adoptedAt = m_story.steps.size() - 1;
        m_adoptedBegin = m_story.steps.back().begin;
    }
    const std::size_t from = *m_adoptedAt + first;
    if (from > m_story.steps.size() || (steps.empty() && from == *m_adoptedAt))
        return;
    m_story.steps.resize(from);
    steps.resize(std::min(steps.size(), MaxSteps - std::min(from, MaxSteps)));
    for (StoryStep& step : steps) {
        for (std::string* text : {&step.name, &step.hop, &step.note})
            text->resize(cut(*text, MaxText).size());
        step.begin += m_adoptedBegin;
        m_story.steps.push_back(std::move(step));
    }
}

const Story& StoryWriter::story()
{
    touch();
    return m_story;
}

std::string StoryWriter::currentStep() const
{
    return m_story.steps.empty() ? std::string() : m_story.steps.back().name;
}

void StoryWriter::endStep(StepState state)
{
    if (m_story.steps.empty())
        return;
    touch();
    m_waiting = false;
    StoryStep& step = m_story.steps.back();
    // One that a via context told the end of may still be where it failed.
    if (step.state == StepState::Running || step.state == StepState::Waiting || state == StepState::Failed)
        step.state = state;
}

void StoryWriter::touch()
{
    if (m_story.steps.empty())
        return;
    StoryStep& step = m_story.steps.back();
    if (step.state != StepState::Running && step.state != StepState::Waiting)
        return;
    const TimePoint now = Clock::now();
    step.took = now - m_begin - step.begin;
    if (m_waiting) {
        step.waited += now - m_waitBegin;
        m_waitBegin = now;
    }
}

}  // namespace rz::connect
