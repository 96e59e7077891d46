#include "cli/torch/search/resume_flags.h"

#include "core/error.h"

namespace efs::cli {

void ResumeFlags::add_to(CLI::App& command) {
  command.add_flag("--resume", resume,
                   "go on where the study stopped; key.path=value may move its files, enlarge its "
                   "budget, or add stages");
  command.add_flag("--retry-failed", wanted.retry_failed,
                   "with --resume: also try failed trials again");
  add_trust(command, wanted.trust);
}

void ResumeFlags::refuse_for_a_new_study() const {
  if (wanted.retry_failed) fail_usage("--retry-failed is for a study that goes on; add --resume");
  if (wanted.trust) fail_usage("--trust-study is for a study that goes on; add --resume");
}

void add_trust(CLI::App& command, bool& trust) {
  command.add_flag("--trust-study", trust,
                   "accept somebody else's study with its boards, tokens, sbatch options and links "
                   "to other folders");
}

}  // namespace efs::cli
