#pragma once

#include "core/base/error.h"
#include "core/base/value.h"
#include "core/connect/prompt.h"
#include "core/connect/story.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rz::connect {

// What a context that makes a connection for another one tells it meanwhile, each a message to the Sender that came with
// the call (PROTOCOL.md 8.5). What it says of itself is shown; where a question comes from is known without it.

// The steps from the numbered one on, and what was printed since the event before.
struct StepsEvent {
    std::size_t first = 0;
    std::vector<StoryStep> steps;
    std::vector<std::string> output;
};
// Answered by a reply: toValue(PromptAnswer). `prompt.id` is the teller's own number.
struct AskEvent {
    Prompt prompt;
};
struct WithdrawEvent {
    std::uint64_t promptId = 0;
};
struct OutcomeEvent {
    std::uint64_t promptId = 0;
    bool accepted = false;
};
using ConnectEvent = std::variant<StepsEvent, AskEvent, WithdrawEvent, OutcomeEvent>;

Value toValue(const ConnectEvent& event);
// Fails with Decode on what is no event; unknown keys are ignored, texts and lists cut to what a person can read.
Result<ConnectEvent> connectEventFrom(const Value& value);

Value toValue(const PromptAnswer& answer);
// Cancelled when it is none.
PromptAnswer promptAnswerFrom(const Value& value);

Value toValue(const StoryStep& step);
StoryStep storyStepFrom(const Value& value);

}  // namespace rz::connect
