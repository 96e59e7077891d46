// A process that makes sure that another program, and all that it starts, ends.
#pragma once

#include <sys/types.h>

namespace efs {

/// The program that the guard starts.
struct GuardedProgram {
  char* const* words;
  int in, out, err;  // become its standard input, output and error
  int failed;        // receives errno where it cannot be started; closed where it is
};

/// For a process that `parent` has just forked. Starts the program, and exits when the program ends
/// (with its exit code, or 128 + signal), on SIGTERM, or when `parent` dies; before that, it kills
/// all processes that the program or its descendants left behind. Calls only functions that are
/// allowed between fork and exec, and keeps no open file.
[[noreturn]] void guard_program(const GuardedProgram& program, pid_t parent);

}  // namespace efs
