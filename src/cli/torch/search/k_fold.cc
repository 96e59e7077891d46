#include "cli/torch/search/k_fold.h"

#include <fmt/format.h>

#include <set>

#include "cli/torch/model/evaluation_text.h"
#include "cli/torch/open_study.h"
#include "cli/torch/search/run_search.h"
#include "cli/torch/study_trust.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/text/csv.h"
#include "core/text/shell_words.h"
#include "data/dataset/division.h"
#include "data/dataset/mean_box.h"
#include "data/labels/label_text.h"
#include "tune/model/evaluation.h"

namespace efs::cli {
namespace {

/// The results of the finished folds.
struct Pool {
  // One of the two, by the task.
  std::vector<tune::ImageResult> images;
  std::vector<tune::FaceResult> face_images;
  std::vector<int> folds;  // the fold of each image
  double baseline_sum = 0.0;
};

/// UsageError: fewer than two.
std::set<int> folds_in(const std::unordered_map<std::string, int>& fold_of,
                       const tune::SearchOptions& options) {
  std::set<int> folds;
  for (const auto& entry : fold_of) folds.insert(entry.second);
  if (folds.size() >= 2) return folds;
  fail_usage("{} names {} fold, and at least two are needed: one validates, the others train",
             options.data.folds.string(), folds.size());
}

ResumedStudy open_fold(tune::SearchOptions options, int fold, const std::filesystem::path& root,
                       const ResumeOptions& wanted) {
  const auto folder = root / fmt::format("fold-{}", fold);
  if (const auto location = study::study_in(folder)) return resume_study(*location, wanted);
  options.data.validation_folds = {fold};
  return {begin_study(options, study::new_study_location(folder.string())), {}};
}

/// Adds only images of the fold itself: duplicates from other folds validate with them too.
void add_to(Pool& pool, const tune::OpenStudy& study, int fold,
            const std::unordered_map<std::string, int>& fold_of) {
  std::vector<std::size_t> indices;
  for (const std::size_t index : study.dataset->validation) {
    const auto& id = study.dataset->samples[index].image_id;
    if (fold_of.at(data::normalized_image_id(id)) == fold) indices.push_back(index);
  }
  tune::Predictor predictor(study.folder.best() / "model.onnx");
  pool.folds.insert(pool.folds.end(), indices.size(), fold);
  if (predictor.finds_faces()) {
    auto evaluation = tune::evaluate_faces(predictor, *study.dataset, indices);
    pool.face_images.insert(pool.face_images.end(), evaluation.images.begin(),
                            evaluation.images.end());
    fmt::print("fold {}: AP {:.4f} on {} images\n\n", fold, evaluation.coco.ap.value_or(0.0),
               indices.size());
    return;
  }
  auto evaluation = tune::evaluate(predictor, *study.dataset, indices);
  pool.baseline_sum +=
      data::mean_box_iou(*study.dataset, indices) * static_cast<double>(indices.size());
  pool.images.insert(pool.images.end(), evaluation.images.begin(), evaluation.images.end());
  fmt::print("fold {}: mean IoU {:.4f} on {} images\n\n", fold, evaluation.mean_iou,
             indices.size());
}

void report_faces(Pool pool, const std::string& images, const std::filesystem::path& file) {
  const auto evaluation = tune::summarize_faces(std::move(pool.face_images), std::nullopt);
  CsvWriter csv({"fold", "image_id", "found", "missed", "false_alarms"});
  for (std::size_t i = 0; i < evaluation.images.size(); ++i) {
    const auto& errors = evaluation.errors[i];
    csv.add(pool.folds[i]).add_exact(evaluation.images[i].image_id).add(errors.found.size());
    csv.add(errors.missed.size()).add(errors.false_alarms.size()).end_line();
  }
  write_file_atomically(file, csv.text());
  print_evaluation(evaluation, images);
}

void report_single(Pool pool, const std::string& images, const std::filesystem::path& file) {
  CsvWriter csv({"fold", "image_id", "iou"});
  for (std::size_t i = 0; i < pool.images.size(); ++i) {
    csv.add(pool.folds[i]).add_exact(pool.images[i].image_id).add(pool.images[i].iou).end_line();
  }
  write_file_atomically(file, csv.text());
  const double baseline = pool.baseline_sum / static_cast<double>(pool.images.size());
  print_evaluation(tune::summarize(std::move(pool.images)), images, baseline);
}

void report(Pool pool, std::size_t folds, const std::filesystem::path& root) {
  const auto file = root / "k-fold.csv";
  const auto images = fmt::format("each by the model of {} that never saw its fold", folds);
  (pool.face_images.empty() ? report_single : report_faces)(std::move(pool), images, file);
  fmt::print("each image  {}\n", file.string());
}

}  // namespace

void require_new_k_fold(const tune::SearchOptions& options, const std::filesystem::path& root) {
  if (options.data.folds.empty()) {
    fail_usage(
        "--k-fold trains once for each fold of a fold file (lines 'image_id fold'); name "
        "it as data.folds");
  }
  if (!options.data.validation_folds.empty() || !options.data.train_folds.empty()) {
    fail_usage(
        "with --k-fold each fold validates in turn; leave out data.validation_folds and "
        "data.train_folds");
  }
  if (std::filesystem::exists(root) && !std::filesystem::is_empty(root)) {
    fail("{} exists; go on with it by --resume, or choose another folder with --study",
         root.string());
  }
  tune::require_new_folder(root);
  auto first = options.data;
  const auto folds = folds_in(data::read_folds(options.data.folds), options);
  first.validation_folds = {*folds.begin()};
  data::check_label_files(first);
}

int run_k_fold(const tune::SearchOptions& options, const std::filesystem::path& root,
               const ResumeOptions& wanted) {
  const auto fold_of = data::read_folds(options.data.folds);
  const auto folds = folds_in(fold_of, options);
  Pool pool;
  int begun = 0;
  for (const int fold : folds) {
    auto opened = open_fold(options, fold, root, wanted);
    opened.how.part = fmt::format("fold {} of {}", ++begun, folds.size());
    if (const int code = run_study(opened.study, opened.how); code != 0) {
      fmt::print("and with all folds: {}\n",
                 shell_line({"efs", "train", "--k-fold", "--study", root.string(), "--resume"}));
      return code;
    }
    add_to(pool, opened.study, fold, fold_of);
  }
  report(std::move(pool), folds.size(), root);
  return 0;
}

int resume_k_fold(const std::filesystem::path& root, const ResumeOptions& wanted) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(root, error)) {
    if (const auto location = study::study_in(entry.path())) {
      const auto storage = study::open_storage(location->database);
      const auto options = resumed_options(*storage, *location, wanted);
      // Folds that have not begun would begin as this user's own.
      require_approval(options, storage->info().config_yaml, root, wanted.trust);
      return run_k_fold(options, root, wanted);
    }
  }
  fail("no fold has begun in {}; begin without --resume", root.string());
}

}  // namespace efs::cli
