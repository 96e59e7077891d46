#include "core/process/machine_fault.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/files/files.h"

namespace efs {
namespace {

struct FaultRow {
  int code;
  const char* cure;
  bool in_messages;  // libraries say its words only of a fault of the machine
};

// ENOMEM is not looked for in messages: what a trial asks for in vain may be the trial's own fault.
constexpr FaultRow kFaults[] = {
    {ENOSPC, "free some space", true},
    {EDQUOT, "free some space, or have the quota raised", true},
    {EFBIG, "raise the limit of a file's size (ulimit -f)", true},
    {EROFS, "make the file system writable", true},
    {EIO, "look at the disk and its connection (dmesg)", true},
    {ESTALE, "mount the network drive anew", true},
    {EACCES, "change the permissions", true},
    {EPERM, "change the permissions", true},
    {EMFILE, "raise the limit of open files (ulimit -n)", true},
    {ENFILE, "end other programs: the system has too many open files", true},
    {EAGAIN, "end other programs, or raise the limit of processes (ulimit -u)", true},
    {ENOMEM, "end other programs, or use a machine with more memory", false},
    {ENOENT, "put it back", false},
};

}  // namespace

std::string cure_of(int code) {
  for (const FaultRow& row : kFaults) {
    if (row.code == code) return row.cure;
  }
  return {};
}

std::optional<SystemError> fault_in_message(const std::string& message) {
  for (const FaultRow& row : kFaults) {
    if (row.in_messages && message.find(std::strerror(row.code)) != std::string::npos) {
      return SystemError(message, row.code);
    }
  }
  return std::nullopt;
}

std::optional<SystemError> fault_of_writing(const fs::path& folder) {
  const fs::path path = folder / fmt::format("writable-{}", ::getpid());
  try {
    AtomicFile(path).write(std::string(1 << 20, '\0'));  // without commit(): gone again
  } catch (const SystemError& error) {
    return error;
  }
  return std::nullopt;
}

}  // namespace efs
