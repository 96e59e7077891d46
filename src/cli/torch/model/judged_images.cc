#include "cli/torch/model/judged_images.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <numeric>

#include "core/error.h"
#include "core/text/shell_words.h"
#include "data/dataset/seen_photographs.h"

namespace efs::cli {
namespace {

std::vector<std::size_t> part_of(const data::Dataset& dataset, const std::string& part) {
  if (part == "validation") return dataset.validation;
  if (part == "train") return dataset.train;
  std::vector<std::size_t> all(dataset.samples.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

struct Counts {
  std::size_t trained = 0, validated = 0, never = 0;
};

Counts count(const data::Dataset& dataset, const std::vector<std::size_t>& indices,
             const data::SeenPhotographs& seen) {
  Counts counts;
  for (const std::size_t i : indices) {
    const data::Seen how = seen.how(dataset.file_digests.at(i));
    ++(how == data::Seen::kTrained     ? counts.trained
       : how == data::Seen::kValidated ? counts.validated
                                       : counts.never);
  }
  return counts;
}

std::string describe(const Counts& counts) {
  if (counts.trained + counts.validated == 0) return "not seen in training";
  if (counts.trained + counts.never == 0) return "validation";
  if (counts.validated + counts.never == 0) return "training images";
  std::vector<std::string> parts;
  if (counts.trained > 0) parts.push_back(fmt::format("{} trained it", counts.trained));
  if (counts.validated > 0) parts.push_back(fmt::format("{} validation", counts.validated));
  if (counts.never > 0) parts.push_back(fmt::format("{} not seen in training", counts.never));
  return fmt::format("{}", fmt::join(parts, ", "));
}

void require_images(const std::vector<std::size_t>& indices, const data::Dataset& dataset) {
  if (!indices.empty()) return;
  fail("no image is in this part of the division; --part all judges all {}",
       dataset.samples.size());
}

/// The command that judges the model on its own validation images.
std::string right_command(const onnx::ModelInfo& model, const std::string& model_file) {
  const auto folder = std::filesystem::absolute(model_file).parent_path().parent_path();
  const auto config = folder / "study.yaml";
  std::error_code error;
  if (std::filesystem::exists(config, error)) {
    return shell_line({"efs", "eval", model_file, config.string()});
  }
  return fmt::format("{} and the study.yaml of the study '{}'",
                     shell_line({"efs", "eval", model_file}), model.study);
}

/// For a model that does not say which photographs it was trained on.
JudgedImages judge_unknown(const data::Dataset& dataset, const std::string& part,
                           const onnx::ModelInfo& model) {
  if (part == "unseen") {
    fail(
        "the model does not say which photographs it was trained on (it was not trained by a "
        "study, by an older efs, or on more than {}), so --part unseen cannot leave them out",
        data::SeenPhotographs::kMost);
  }
  const std::string chosen = part.empty() ? "validation" : part;
  const bool same = !model.dataset_digest.empty() && model.dataset_digest == dataset.digest;
  const char* doubt =
      same ? ""
           : " part of this division; the model does not say which photographs it was trained on";
  return {.indices = part_of(dataset, chosen), .description = chosen + doubt};
}

}  // namespace

JudgedImages judged_images(const data::Dataset& dataset, const std::string& part,
                           const onnx::ModelInfo& model, const std::string& model_file) {
  const auto seen = data::SeenPhotographs::parse(model.photographs);
  if (!seen) return judge_unknown(dataset, part, model);
  const Counts of_all = count(dataset, part_of(dataset, "all"), *seen);
  const bool foreign = of_all.trained + of_all.validated == 0;
  auto indices = part_of(dataset, part.empty() ? (foreign ? "all" : "validation") : part);
  if (part == "unseen") {
    std::erase_if(indices, [&](std::size_t i) {
      return seen->how(dataset.file_digests.at(i)) != data::Seen::kNever;
    });
    if (indices.empty()) fail("the model has seen all {} images", dataset.samples.size());
  }
  const Counts counts = count(dataset, indices, *seen);
  if (counts.trained > 0 && (part.empty() || part == "validation")) {
    fail(
        "{} of the {} images that would be judged as validation trained the model: its division "
        "of the photographs is another one. Use its own: {}. Or judge the {} images that it has "
        "not seen: --part unseen; or all {}: --part all",
        counts.trained, indices.size(), right_command(model, model_file), of_all.never,
        dataset.samples.size());
  }
  require_images(indices, dataset);
  return {std::move(indices), describe(counts), counts.trained, counts.validated};
}

JudgedImages judged_images(const data::Dataset& dataset, const std::string& part, bool is_divided) {
  if (part == "unseen") {
    fail_usage("--part unseen needs a MODEL, which says what it has seen; choose another part");
  }
  const std::string chosen = !part.empty() ? part : is_divided ? "validation" : "all";
  auto indices = part_of(dataset, chosen);
  require_images(indices, dataset);
  return {.indices = std::move(indices),
          .description = chosen == "train" ? "training images" : chosen};
}

}  // namespace efs::cli
