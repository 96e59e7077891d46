// Standard input and output as a program finds and leaves them.
#pragma once

namespace efs {

/// Before any file is opened: where the caller has closed descriptor 0, 1 or 2, something that
/// cannot be written takes its place, so that no file gets the number and what was meant for the
/// terminal.
void hold_standard_streams();

/// At the end of a program: flushes standard output. Where it could not be written, 1 instead of 0,
/// and, once, a message of `program` on standard error; none where the reader of a pipe has gone.
/// `reason`: the errno of an earlier failure to write; 0: none is known.
int code_after_output(int code, const char* program, int reason = 0);

}  // namespace efs
