// Every command of the program in one table: what help shows and who runs it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace efs::cli {

enum class RunsIn {
  kFront,   // efs itself, which starts at once
  kWorker,  // efs-worker, which links libtorch and OpenCV
};

struct Command {
  std::string name;
  std::string summary;  // one line
  std::string group;    // heading in the help
  RunsIn runs_in = RunsIn::kWorker;
  /// Of a command of the front: words behind it that the worker runs.
  std::vector<std::string> worker_words = {};
};

/// Every command in the order of the help; those of a group stand together.
const std::vector<Command>& commands();

/// An unknown name is a UsageError that offers the nearest one.
const Command& find_command(std::string_view name);

/// What `efs --help` prints.
std::string help_text();

}  // namespace efs::cli
