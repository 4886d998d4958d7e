#include "app/command_line.h"

int main(int argc, char** argv) { return osslens::app::RunCommandLine(argc, argv); }
