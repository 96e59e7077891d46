// Warnings and notes of the program, on standard error.
#pragma once

namespace efs::cli {

/// Prints "efs: warning: MESSAGE" for everything that is logged from here on: in colour where that
/// is wanted, and without control characters from files or boards.
void log_to_terminal();

}  // namespace efs::cli
