#include "agent/functions/register.h"
#include "agent/run.h"

int main(int argc, char** argv)
{
    return rz::agent::run(argc, argv, &rz::addBuiltinFunctions);
}
