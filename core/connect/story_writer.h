#pragma once

#include "core/connect/story.h"

#include <string_view>

namespace rz::connect {

// Writes one Story as its connection goes on. A step runs until the next begins or the end comes.
class StoryWriter {
public:
    explicit StoryWriter(std::string hop);

    void beginStep(std::string_view name);
    void note(std::string_view text);
    void output(std::string_view line);
    void waitForUser(bool waiting);
    void succeed();
    void fail(const Error& error);
    // Steps made elsewhere (by a via context), shifted to begin at the current step, which they replace.
    void adopt(std::vector<StoryStep> steps);

    const Story& story();  // with the running step's time brought up to date
    std::string currentStep() const;

private:
    static constexpr std::size_t MaxOutput = 100;
    void endStep(StepState state);
    void touch();

    std::string m_hop;
    TimePoint m_begin;
    TimePoint m_waitBegin;
    bool m_waiting = false;
    Story m_story;
};

}  // namespace rz::connect
