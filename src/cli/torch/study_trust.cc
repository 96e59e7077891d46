#include "cli/torch/study_trust.h"

#include <fmt/ranges.h>

#include <cstdlib>
#include <vector>

#include "cli/approvals.h"
#include "core/error.h"
#include "core/files/digest.h"

namespace efs::cli {
namespace {

constexpr const char* kApprovedConfig = "EFS_APPROVED_CONFIG";  // its digest

/// What the options ask of this machine beyond training, a line each.
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

}  // namespace

void approve(const tune::SearchOptions& options, const std::string& config_yaml) {
  ::setenv(kApprovedConfig, sha256_hex(config_yaml).c_str(), 1);
  for (const std::string& demand : demands_of(options)) remember_approval(demand);
}

void require_approval(const tune::SearchOptions& options, const std::string& config_yaml,
                      const fs::path& study_folder, bool trust) {
  const char* approved = std::getenv(kApprovedConfig);
  const bool by_search = approved != nullptr && sha256_hex(config_yaml) == approved;
  auto demands = demands_of(options);
  const auto links = demands_of_links(study_folder);
  demands.insert(demands.end(), links.begin(), links.end());
  const std::string unknown = trust || by_search ? "" : unapproved_lines(demands);
  if (!unknown.empty()) {
    fail(
        "you have not begun this study here, and working on it would have this machine\n{}look at "
        "it with `efs study show`; if it is as it should be, add --trust-study, once",
        unknown);
  }
  for (const std::string& link : links) remember_approval(link);
  approve(options, config_yaml);
}

}  // namespace efs::cli
