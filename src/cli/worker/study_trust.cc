#include "cli/worker/study_trust.h"

#include <fmt/ranges.h>

#include <cstdlib>
#include <vector>

#include "core/cache_folder.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"
#include "core/outside_text.h"

namespace efs::cli {
namespace {

constexpr const char* kApprovedConfig = "EFS_APPROVED_CONFIG";  // its digest

/// One line each.
std::vector<std::string> demands_of(const tune::SearchOptions& options) {
  std::vector<std::string> demands;
  for (const auto& target : options.latency.all) {
    if (target.url.empty()) continue;
    demands.push_back(
        target.token_file.empty()
            ? fmt::format("send its models to {}", target.url)
            : fmt::format("send its models to {}, and the first line of {} as the token",
                          target.url, target.token_file.string()));
  }
  if (!options.slurm.sbatch.empty()) {
    demands.push_back(fmt::format("call sbatch with {}", fmt::join(options.slurm.sbatch, " ")));
  }
  return demands;
}

/// A file for each demand, so that whoever looks can read what was approved.
fs::path file_of(const std::string& demand) {
  return cache_folder("approved") / (sha256_hex(demand) + ".txt");
}

bool is_approved(const std::string& demand) {
  std::error_code error;
  return fs::exists(file_of(demand), error);
}

}  // namespace

void approve(const tune::SearchOptions& options, const std::string& config_yaml) {
  ::setenv(kApprovedConfig, sha256_hex(config_yaml).c_str(), 1);
  for (const std::string& demand : demands_of(options)) {
    try {
      write_file_atomically(file_of(demand), demand + "\n");
    } catch (const SystemError&) {
      // Without a cache folder, --resume asks.
    }
  }
}

void require_approval(const tune::SearchOptions& options, const std::string& config_yaml,
                      bool trust) {
  const char* approved = std::getenv(kApprovedConfig);
  const bool by_search = approved != nullptr && sha256_hex(config_yaml) == approved;
  std::string unknown;
  for (const std::string& demand : demands_of(options)) {
    if (!trust && !by_search && !is_approved(demand)) {
      unknown += "  " + printable(demand, 2000) + "\n";
    }
  }
  if (unknown.empty()) return approve(options, config_yaml);
  fail(
      "you have not begun this study here, and its configuration would have this machine\n{}look "
      "at "
      "it with `efs study show`; if it is as it should be, add --trust-study, once",
      unknown);
}

}  // namespace efs::cli
