// A process that sees to it that another program, and all that it starts, ends.
#pragma once

#include <sys/types.h>

namespace efs {

/// What the guard starts.
struct GuardedProgram {
  char* const* words;
  int in, out, err;  // become its standard input, output and error
  int failed;        // hears errno where it cannot be started; closed where it was
};

/// For a process that was just forked by `parent`. Starts the program, and ends as that ended (its
/// exit code, or 128 + signal), on SIGTERM or with `parent`, however that dies; not before all
/// processes are killed that the program or its descendants left behind. Calls only what may be
/// called between fork and exec, and keeps none of the files that are open.
[[noreturn]] void guard_program(const GuardedProgram& program, pid_t parent);

}  // namespace efs
