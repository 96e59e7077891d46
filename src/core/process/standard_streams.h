// Standard input and output as a program finds and leaves them.
#pragma once

namespace efs {

/// Before any file is opened: opens /dev/null for reading in the place of descriptors 0, 1 and 2
/// that the caller has closed, so that no file gets their number and the terminal's output.
void hold_standard_streams();

/// While one lives, std::cerr writes nothing: for libraries that print what their results say
/// already. Any thread may make one.
class SilencedErrors {
 public:
  SilencedErrors();
  ~SilencedErrors();
  SilencedErrors(const SilencedErrors&) = delete;
  SilencedErrors& operator=(const SilencedErrors&) = delete;
};

/// At the end of a program: flushes standard output. Where that fails, returns 1 instead of 0 and,
/// once, prints a message of `program` on standard error; no message if a pipe's reader has gone.
/// `reason`: the errno of an earlier failure to write; 0: none is known.
int code_after_output(int code, const char* program, int reason = 0);

}  // namespace efs
