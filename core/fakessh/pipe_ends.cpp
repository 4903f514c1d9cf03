#include "core/fakessh/pipe_ends.h"

#include "core/io/descriptors.h"
#include "core/io/process.h"

#include <fcntl.h>
#include <utility>

namespace rz::fakessh {

namespace {

constexpr int PipeSize = 256 * 1024;

}  // namespace

Result<PipeEnds> makePipe(Direction direction)
{
    RZ_TRY(auto pipe, io::makePipe());
    ::fcntl(pipe.first.get(), F_SETPIPE_SZ, PipeSize);
    PipeEnds ends{.ours = std::move(pipe.first), .theirs = std::move(pipe.second)};
    if (direction == Direction::Out)
        std::swap(ends.ours, ends.theirs);
    RZ_CHECK(io::setNonBlocking(ends.ours.get()));
    return ends;
}

}  // namespace rz::fakessh
