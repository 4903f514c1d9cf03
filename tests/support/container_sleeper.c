/* All that a container without a shell has: it sleeps until it is told to end, as process 1 too. */
#include <signal.h>
#include <unistd.h>

static void end(int number)
{
    (void)number;
    _exit(0);
}

int main(void)
{
    signal(SIGTERM, end);
    signal(SIGPWR, end);
    for (;;)
        pause();
}
