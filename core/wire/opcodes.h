#pragma once

#include <cstdint>
#include <string_view>

namespace rz::wire {

// The pickle opcodes that the wire uses (protocol 2.1, 2.2), with the letters of Python's pickletools.
enum class Opcode : std::uint8_t {
    Mark = '(',
    Stop = '.',
    BinFloat = 'G',
    Int = 'I',
    BinInt = 'J',
    BinInt1 = 'K',
    BinInt2 = 'M',
    None = 'N',
    Reduce = 'R',
    BinString = 'T',
    ShortBinString = 'U',
    BinUnicode = 'X',
    EmptyList = ']',
    Append = 'a',
    Global = 'c',
    Appends = 'e',
    BinGet = 'h',
    LongBinGet = 'j',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    Tuple = 't',
    EmptyTuple = ')',
    SetItems = 'u',
    EmptyDict = '}',
    Proto = 0x80,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    Long4 = 0x8b,
};

inline constexpr std::uint8_t PickleProtocol = 2;

// "NEWOBJ" for any opcode Python knows, for messages about the refused ones; empty for bytes that are none.
std::string_view opcodeName(std::uint8_t byte);

}  // namespace rz::wire
