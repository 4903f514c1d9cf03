#pragma once

#include "core/connect/story.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace rz::connect {

// Writes one Story as its connection goes on. A step runs until the next begins or the end comes. What others make it write
// has limits: the story is copied whenever it changes.
class StoryWriter {
public:
    explicit StoryWriter(std::string hop);

    static constexpr std::size_t MaxSteps = 256;
    static constexpr std::size_t MaxText = 4096;  // bytes of a note, and of a line

    // Where there are as many as may be, it takes the place of the last.
    void beginStep(std::string_view name);
    void note(std::string_view text);
    void output(std::string_view line);
    void waitForUser(bool waiting);
    void succeed();
    void fail(const Error& error);
    // Steps made elsewhere (by a via context), which take the place of the step that was current at the first call and
    // begin where it began; of those adopted before, the ones from the numbered one on are replaced.
    void adopt(std::size_t first, std::vector<StoryStep> steps);

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
    std::optional<std::size_t> m_adoptedAt;
    Duration m_adoptedBegin{};
    Story m_story;
};

}  // namespace rz::connect
