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

std::vector<std::size_t> all_of(const data::Dataset& dataset) {
  std::vector<std::size_t> all(dataset.samples.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::vector<std::size_t> part_of(const data::Dataset& dataset, const std::string& part) {
  if (part == "validation") return dataset.validation;
  if (part == "train") return dataset.train;
  return all_of(dataset);
}

struct Counts {
  std::size_t trained = 0;
  std::size_t validated = 0;
  std::size_t never = 0;
};

Counts count(const data::Dataset& dataset, const std::vector<std::size_t>& indices,
             const data::SeenPhotographs& seen) {
  Counts counts;
  for (const std::size_t i : indices) {
    switch (seen.how(dataset.file_digests.at(i))) {
      case data::Seen::kTrained:
        ++counts.trained;
        break;
      case data::Seen::kValidated:
        ++counts.validated;
        break;
      case data::Seen::kNever:
        ++counts.never;
        break;
    }
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

/// The command that judges the model on what it was validated on.
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

/// Where nothing is known of the model's photographs.
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
  return {.indices = part_of(dataset, chosen),
          .description = same ? chosen
                              : chosen +
                                    " part of this division; the model does not say which "
                                    "photographs it was trained on"};
}

}  // namespace

JudgedImages judged_images(const data::Dataset& dataset, const std::string& part,
                           const onnx::ModelInfo& model, const std::string& model_file) {
  const auto seen = data::SeenPhotographs::parse(model.photographs);
  if (!seen) return judge_unknown(dataset, part, model);
  const Counts of_all = count(dataset, all_of(dataset), *seen);
  const bool foreign = of_all.trained + of_all.validated == 0;
  JudgedImages judged;
  judged.indices = part_of(dataset, part.empty() ? (foreign ? "all" : "validation") : part);
  if (part == "unseen") {
    std::erase_if(judged.indices, [&](std::size_t i) {
      return seen->how(dataset.file_digests.at(i)) != data::Seen::kNever;
    });
    if (judged.indices.empty()) fail("the model has seen all {} images", dataset.samples.size());
  }
  const Counts counts = count(dataset, judged.indices, *seen);
  if (counts.trained > 0 && (part.empty() || part == "validation")) {
    fail(
        "{} of the {} images that would be judged as validation trained the model: its division "
        "of the photographs is another one. Use its own: {}. Or judge the {} images that it has "
        "not seen: --part unseen; or all {}: --part all",
        counts.trained, judged.indices.size(), right_command(model, model_file), of_all.never,
        dataset.samples.size());
  }
  if (judged.indices.empty()) {
    fail("no image is in this part of the division; --part all judges all {}",
         dataset.samples.size());
  }
  judged.description = describe(counts);
  judged.trained = counts.trained;
  judged.validated = counts.validated;
  return judged;
}

}  // namespace efs::cli
