#pragma once

namespace rz::agent {

// `rhizome-agent template`: waits on standard input, a socket of packets, and becomes a copy of itself with the descriptors
// that come with a packet as its standard streams (core/connect/openers/fork_opener.h). Comes back true in each copy, which is then
// like an agent just executed, and false in the template itself once nobody can ask it any more.
bool copyOnRequest();

}  // namespace rz::agent
