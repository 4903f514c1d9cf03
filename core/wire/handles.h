#pragma once

#include "core/base/ids.h"

namespace rz::wire {

// Mitogen's fixed handles (protocol 1.4).
inline constexpr Handle GetModule{100};
inline constexpr Handle CallFunction{101};
inline constexpr Handle ForwardLog{102};
inline constexpr Handle AddRoute{103};
inline constexpr Handle DelRoute{104};
inline constexpr Handle AllocateId{105};
inline constexpr Handle Shutdown{106};
inline constexpr Handle LoadModule{107};
inline constexpr Handle ForwardModule{108};
inline constexpr Handle Detaching{109};
inline constexpr Handle CallService{110};
inline constexpr Handle StubCallService{111};
inline constexpr Handle GetResource{112};
inline constexpr Handle LoadResource{113};
// Not a handle: the value of reply_to that marks a dead message.
inline constexpr Handle IsDead{999};
inline constexpr Handle FirstDynamic{1000};
// Dynamic handles from here to FirstBulk: native hops leave nothing behind of frames to them, or which want their answer
// there (PROTOCOL.md).
inline constexpr Handle FirstSecret{0xB0000000};
// Dynamic handles from here on are for bulk data: every native hop lets other frames overtake theirs (PROTOCOL.md).
inline constexpr Handle FirstBulk{0xC0000000};

// Rhizome's own, spoken only between peers whose hello said they are native. PROTOCOL.md has the payloads.
inline constexpr Handle Hello{200};       // child to parent, first frame: Dict of facts
inline constexpr Handle Configure{201};   // parent to child, first frame: Dict of settings
inline constexpr Handle Ping{202};        // either way, empty; answered with an empty message to reply_to
inline constexpr Handle CancelCall{203};  // to the callee: reply handle (u32) of the call of the sender to cancel
inline constexpr Handle Credit{206};      // to a Sender's context: its receiver takes so many bytes more
inline constexpr Handle CancelServiceCall{207};  // as CancelCall, of a CALL_SERVICE

}  // namespace rz::wire
