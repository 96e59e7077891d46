// One configuration trained once for each fold of the fold file, that fold validating.
#pragma once

#include <filesystem>

#include "cli/torch/search/resume.h"
#include "tune/options.h"

namespace efs::cli {

/// Makes a study `root`/fold-N for each fold of options.data.folds, trains on the other folds and
/// predicts the fold's images; then prints how well all images were found, each by the model that
/// never saw its fold, and writes them to `root`/k-fold.csv. UsageError: fewer than two folds.
/// Returns the exit code: 0 when done, 130 when stopped.
int run_k_fold(const tune::SearchOptions& options, const std::filesystem::path& root,
               const ResumeOptions& wanted = {});

/// Throws at once what run_k_fold() would find later.
void require_new_k_fold(const tune::SearchOptions& options, const std::filesystem::path& root);

/// Goes on with what run_k_fold() made, from the interrupted fold. Error if there is nothing in
/// `root`.
int resume_k_fold(const std::filesystem::path& root, const ResumeOptions& wanted);

}  // namespace efs::cli
