// A static program with the agent's own parts of the C library: prints its answers.

#include "tests/unit/c_library_answers.h"

#include <cstdlib>
#include <thread>
#include <unistd.h>

// As in the agent: libstdc++'s would bring stdio, and with it glibc's own of everything.
namespace __gnu_cxx {
void __verbose_terminate_handler()
{
    std::abort();
}
}  // namespace __gnu_cxx

int main()
{
    std::string answers;
    std::thread([&answers] { answers = cLibraryAnswers(); }).join();
    return ::write(STDOUT_FILENO, answers.data(), answers.size()) == static_cast<ssize_t>(answers.size()) ? 0 : 1;
}
