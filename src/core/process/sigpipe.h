// Writing to a connection whose other side has gone away.
#pragma once

#include <signal.h>

namespace efs {

/// While it lives, a write of this thread to a closed pipe or socket fails with EPIPE and does not
/// end the process. For libraries that write to sockets on their own; standard output keeps the
/// usual signal, so that `efs ... | head` ends in silence.
class NoSigpipe {
 public:
  NoSigpipe();
  ~NoSigpipe();
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t before_;
  bool was_pending_;
};

}  // namespace efs
