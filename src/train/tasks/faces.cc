#include "train/tasks/faces.h"

#include "core/rng.h"
#include "data/augment/augment_faces.h"
#include "detect/decoding.h"
#include "train/tasks/face_loss.h"
#include "train/tasks/face_validation.h"
#include "train/tasks/label_jitter.h"

namespace efs::train {
namespace {

/// A teacher's surer detections are faces to its pupil, its doubtful ones neither right nor wrong.
constexpr double kTaughtScore = 0.5;
constexpr double kDoubtfulScore = 0.1;

/// What a teacher found in each image, as targets. `input`: of the pupil.
std::vector<Target> detected(const torch::Tensor& taught, const ImageSize& input) {
  const torch::Tensor plain = readable(taught);
  const auto image_values = static_cast<std::size_t>(plain.numel() / plain.size(0));
  const detect::Placement whole = detect::place(input, input, detect::Fit::kStretch);
  std::vector<Target> targets;
  for (std::int64_t image = 0; image < plain.size(0); ++image) {
    Target& target = targets.emplace_back();
    const auto rows =
        values_of(plain).subspan(static_cast<std::size_t>(image) * image_values, image_values);
    for (const auto& found : detect::decode(rows, whole, {.score_threshold = kDoubtfulScore})) {
      auto& boxes = found.score < kTaughtScore ? target.ignored : target.faces;
      boxes.push_back(to_input(found.box, whole));
    }
  }
  return targets;
}

class FacesTask : public Task {
 public:
  FacesTask(const graph::Graph& graph, const TrainOptions& options) : loss_(graph, options) {}

  std::vector<std::string> metric_names() const override {
    return {kLoss, kAp, kAp50, kRecallFp10};
  }
  const char* accuracy() const override { return kAp; }

  Target vary(const data::PackedDataset& data, std::size_t index, const Variation& variation,
              std::span<std::uint8_t> pixels) const override {
    Rng rng(data::augment_seed(variation.seed, variation.epoch, index));
    Target target = data::augment_faces(data, index, variation.policy, loss_.input(), rng, pixels);
    for (detect::RelativeBox& face : target.faces) {
      face = jittered(face, variation.label_jitter, rng);
    }
    return target;
  }
  Target target(const data::PackedSample& sample) const override {
    return data::targets_of(sample);
  }

  torch::Tensor loss(const torch::Tensor& output,
                     const std::vector<Target>& targets) const override {
    return loss_.of(output, targets);
  }
  torch::Tensor distillation_loss(const torch::Tensor& output,
                                  const torch::Tensor& taught) const override {
    return loss_.of(output, detected(taught, loss_.input()));
  }

  std::unique_ptr<Validation> start_validation(const data::PackedDataset& data) const override {
    return std::make_unique<FaceValidation>(loss_, data);
  }

 private:
  FaceLoss loss_;
};

}  // namespace

bool is_faces(const graph::Graph& graph) {
  return graph::is<graph::DecodeFaces>(graph.output().op);
}

std::unique_ptr<Task> make_faces_task(const graph::Graph& graph, const TrainOptions& options) {
  return std::make_unique<FacesTask>(graph, options);
}

}  // namespace efs::train
