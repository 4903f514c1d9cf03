#include "core/fakessh/terminal_modes.h"

#include "core/base/big_endian.h"

#include <cstdint>
#include <unistd.h>  // IWYU pragma: keep (_POSIX_VDISABLE)

namespace rz::fakessh {

namespace {

enum class Where : std::uint8_t { Character, Input, Local, Output, Control };

struct Mode {
    std::uint8_t opcode;
    Where where;
    std::uint32_t what;  // index into c_cc, or the flag
};

constexpr std::uint8_t End = 0;
constexpr std::uint8_t InputSpeed = 128;
constexpr std::uint8_t OutputSpeed = 129;
constexpr std::uint8_t FirstWithoutArgument = 160;
constexpr std::size_t EntrySize = 5;  // opcode and u32be
constexpr std::uint8_t NoCharacter = 255;
constexpr std::uint32_t Speed = 38400;  // of a pseudo-terminal: means nothing, but must not be 0, which hangs up

constexpr Mode Modes[] = {
    {1, Where::Character, VINTR},   {2, Where::Character, VQUIT},     {3, Where::Character, VERASE},
    {4, Where::Character, VKILL},   {5, Where::Character, VEOF},      {6, Where::Character, VEOL},
    {7, Where::Character, VEOL2},   {8, Where::Character, VSTART},    {9, Where::Character, VSTOP},
    {10, Where::Character, VSUSP},  {12, Where::Character, VREPRINT}, {13, Where::Character, VWERASE},
    {14, Where::Character, VLNEXT}, {18, Where::Character, VDISCARD}, {30, Where::Input, IGNPAR},
    {31, Where::Input, PARMRK},     {32, Where::Input, INPCK},        {33, Where::Input, ISTRIP},
    {34, Where::Input, INLCR},      {35, Where::Input, IGNCR},        {36, Where::Input, ICRNL},
    {37, Where::Input, IUCLC},      {38, Where::Input, IXON},         {39, Where::Input, IXANY},
    {40, Where::Input, IXOFF},      {41, Where::Input, IMAXBEL},      {42, Where::Input, IUTF8},
    {50, Where::Local, ISIG},       {51, Where::Local, ICANON},       {52, Where::Local, XCASE},
    {53, Where::Local, ECHO},       {54, Where::Local, ECHOE},        {55, Where::Local, ECHOK},
    {56, Where::Local, ECHONL},     {57, Where::Local, NOFLSH},       {58, Where::Local, TOSTOP},
    {59, Where::Local, IEXTEN},     {60, Where::Local, ECHOCTL},      {61, Where::Local, ECHOKE},
    {62, Where::Local, PENDIN},     {70, Where::Output, OPOST},       {71, Where::Output, OLCUC},
    {72, Where::Output, ONLCR},     {73, Where::Output, OCRNL},       {74, Where::Output, ONOCR},
    {75, Where::Output, ONLRET},    {90, Where::Control, CS7},        {91, Where::Control, CS8},
    {92, Where::Control, PARENB},   {93, Where::Control, PARODD},
};

tcflag_t& flagsOf(termios& modes, Where where)
{
    switch (where) {
    case Where::Input: return modes.c_iflag;
    case Where::Local: return modes.c_lflag;
    case Where::Output: return modes.c_oflag;
    default: return modes.c_cflag;
    }
}

void append(std::string& out, std::uint8_t opcode, std::uint32_t argument)
{
    out += static_cast<char>(opcode);
    appendU32(out, argument);
}

std::uint32_t argumentOf(std::string_view entry)
{
    return getU32(entry.data() + 1);
}

void apply(const Mode& mode, std::uint32_t argument, termios& modes)
{
    if (mode.where == Where::Character) {
        modes.c_cc[mode.what] = argument == NoCharacter ? _POSIX_VDISABLE : static_cast<cc_t>(argument);
        return;
    }
    tcflag_t& flags = flagsOf(modes, mode.where);
    const bool isSize = mode.where == Where::Control && (mode.what & CSIZE) != 0;  // a field of two bits, told twice
    if (!isSize)
        flags = argument != 0 ? flags | mode.what : flags & ~mode.what;
    else if (argument != 0)
        flags = (flags & ~tcflag_t{CSIZE}) | mode.what;
}

}  // namespace

std::string encodeModes(const termios& modes)
{
    std::string out;
    append(out, OutputSpeed, Speed);
    append(out, InputSpeed, Speed);
    termios copy = modes;
    for (const Mode& mode : Modes) {
        if (mode.where == Where::Character) {
            const cc_t character = modes.c_cc[mode.what];
            append(out, mode.opcode, character == _POSIX_VDISABLE ? NoCharacter : character);
        } else {
            append(out, mode.opcode, (flagsOf(copy, mode.where) & mode.what) == mode.what ? 1 : 0);
        }
    }
    out += static_cast<char>(End);
    return out;
}

void applyModes(std::string_view encoded, termios& modes)
{
    while (encoded.size() >= EntrySize) {
        const auto opcode = static_cast<std::uint8_t>(encoded[0]);
        if (opcode == End || opcode >= FirstWithoutArgument)
            return;
        for (const Mode& mode : Modes) {
            if (mode.opcode == opcode)
                apply(mode, argumentOf(encoded), modes);
        }
        encoded.remove_prefix(EntrySize);
    }
}

}  // namespace rz::fakessh
