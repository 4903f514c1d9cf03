#include "app/main/run.h"

int main(int argc, char** argv)
{
    return rz::app::run(argc, argv);
}
