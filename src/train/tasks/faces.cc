#include "train/tasks/faces.h"

#include <limits>

#include "core/rng.h"
#include "data/augment/augment_faces.h"
#include "detect/average_precision.h"
#include "detect/decoding.h"
#include "detect/false_alarms.h"
#include "train/tasks/box_loss.h"
#include "train/tasks/cell_targets.h"
#include "train/tasks/label_jitter.h"
#include "train/tasks/score_loss.h"

namespace efs::train {
namespace {

using torch::Tensor;

constexpr const char* kAp = "val_ap";
constexpr const char* kAp50 = "val_ap50";
constexpr const char* kRecall = "val_recall_fp10";
constexpr std::size_t kImagesPerFalseAlarm = 10;
constexpr double kLogitEpsilon = 1e-6;
/// A teacher's surer detections are faces to its pupil, its doubtful ones neither right nor wrong.
constexpr double kTaughtScore = 0.5;
constexpr double kDoubtfulScore = 0.1;

template <typename Value>
Tensor tensor_of(const std::vector<Value>& values, torch::ScalarType type, torch::Device device) {
  return torch::tensor(at::ArrayRef<Value>(values), type).to(device);
}

/// Float32 in row-major order on the CPU.
Tensor readable(const Tensor& output) {
  return output.detach().to(torch::kCPU, torch::kFloat32).contiguous();
}

std::span<const float> values_of(const Tensor& readable) {
  return {readable.data_ptr<float>(), static_cast<std::size_t>(readable.numel())};
}

class FacesTask : public Task {
 public:
  FacesTask(const graph::Graph& graph, const TrainOptions& options)
      : cells_(cells_of(graph)),
        input_{static_cast<int>(graph.input().shape.at(2)),
               static_cast<int>(graph.input().shape.at(1))},
        frame_{.width = input_.width,
               .height = input_.height,
               .smooth_l1_beta = options.smooth_l1_beta},
        assigner_(assigner(options.assigner)) {
    for (const LossTerm& term : options.loss) {
      (is_box_loss(term.kind) ? box_terms_ : score_terms_).push_back(term);
    }
  }

  std::vector<std::string> metric_names() const override { return {kLoss, kAp, kAp50, kRecall}; }
  const char* accuracy() const override { return kAp; }

  Target vary(const data::PackedDataset& data, std::size_t index, const Variation& variation,
              std::span<std::uint8_t> pixels) const override {
    Rng rng(data::augment_seed(variation.seed, variation.epoch, index));
    Target target = data::augment_faces(data, index, variation.policy, input_, rng, pixels);
    for (detect::RelativeBox& face : target.faces) {
      face = jittered(face, variation.label_jitter, rng);
    }
    return target;
  }
  Target target(const data::PackedSample& sample) const override {
    return data::targets_of(sample);
  }

  Tensor loss(const Tensor& output, const std::vector<Target>& targets) const override {
    const Tensor plain = readable(output);
    if (!plain.isfinite().all().item<bool>()) {
      return output.sum() * std::numeric_limits<float>::quiet_NaN();
    }
    const CellTargets learnt = cell_targets(values_of(plain), cells_, input_, assigner_, targets);
    return of_scores(output.select(2, 4), learnt) + of_boxes(output.narrow(2, 0, 4), learnt);
  }

  Tensor distillation_loss(const Tensor& output, const Tensor& taught) const override {
    return loss(output, detected(taught));
  }

  std::unique_ptr<Validation> start_validation(const data::PackedDataset& data) const override;

  /// The loss of an output as it is deployed, whose scores are no logits.
  double deployed_loss(const Tensor& output, const std::vector<Target>& targets) const {
    const Tensor logits = output.narrow(2, 4, 1).to(torch::kFloat32).logit(kLogitEpsilon);
    return loss(torch::cat({output.narrow(2, 0, 4).to(torch::kFloat32), logits}, 2), targets)
        .item<double>();
  }

 private:
  /// Over the cells that learn a face, at least one.
  static double normaliser(const CellTargets& learnt) {
    return static_cast<double>(std::max<std::size_t>(1, learnt.positives.size()));
  }

  Tensor of_scores(const Tensor& logits, const CellTargets& learnt) const {
    const auto device = logits.device();
    const Tensor quality = tensor_of(learnt.quality, torch::kFloat32, device).view_as(logits);
    const Tensor weights = tensor_of(learnt.weights, torch::kFloat32, device).view_as(logits);
    Tensor sum = torch::zeros({}, logits.options());
    for (const LossTerm& term : score_terms_) {
      sum = sum + score_loss(term.kind, logits, quality, weights) * term.weight;
    }
    return sum / normaliser(learnt);
  }

  Tensor of_boxes(const Tensor& boxes, const CellTargets& learnt) const {
    if (learnt.positives.empty()) return torch::zeros({}, boxes.options());
    const Tensor places = tensor_of(learnt.positives, torch::kInt64, boxes.device());
    const Tensor wanted = tensor_of(learnt.boxes, torch::kFloat32, boxes.device()).view({-1, 4});
    return box_loss(box_terms_, boxes.reshape({-1, 4}).index_select(0, places), wanted, frame_);
  }

  /// What a teacher found in each image, as targets.
  std::vector<Target> detected(const Tensor& taught) const {
    const Tensor plain = readable(taught);
    const auto image_values = static_cast<std::size_t>(plain.numel() / plain.size(0));
    const detect::Placement whole = detect::place(input_, input_, detect::Fit::kStretch);
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

  std::vector<Cell> cells_;
  ImageSize input_;
  LossFrame frame_;
  Assigner assigner_;
  Loss box_terms_, score_terms_;
};

class FacesValidation : public Validation {
 public:
  FacesValidation(const FacesTask& task, const data::PackedDataset& data)
      : task_(task), data_(data) {}

  void add(const Tensor& output, const std::vector<Target>& targets,
           std::span<const std::size_t> indices) override {
    const double loss = task_.deployed_loss(output, targets);
    loss_sum_ += loss * static_cast<double>(indices.size());
    const Tensor plain = readable(output);
    const bool finite = plain.isfinite().all().item<bool>();
    const auto image_values = static_cast<std::size_t>(plain.numel()) / indices.size();
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const data::PackedSample sample = data_.sample(data::Part::kValidation, indices[i]);
      detect::DetectedImage image{.detections = {}, .truth = {sample.faces, sample.ignored}};
      // A network that diverged finds nothing.
      if (finite) {
        image.detections = detect::decode(values_of(plain).subspan(i * image_values, image_values),
                                          sample.placement(), {});
      }
      images_.push_back(detect::image_overlaps(image));
    }
  }

  NamedValues metrics() const override {
    return faces_metrics(loss_sum_ / static_cast<double>(images_.size()), images_);
  }

 private:
  const FacesTask& task_;
  const data::PackedDataset& data_;
  double loss_sum_ = 0.0;
  std::vector<detect::ImageOverlaps> images_;
};

std::unique_ptr<Validation> FacesTask::start_validation(const data::PackedDataset& data) const {
  return std::make_unique<FacesValidation>(*this, data);
}

}  // namespace

bool is_faces(const graph::Graph& graph) {
  return graph::is<graph::DecodeFaces>(graph.output().op);
}

std::unique_ptr<Task> make_faces_task(const graph::Graph& graph, const TrainOptions& options) {
  require_terms(options.loss, /*of_scores=*/true);
  return std::make_unique<FacesTask>(graph, options);
}

NamedValues faces_metrics(double loss, std::span<const detect::ImageOverlaps> images) {
  const detect::PooledDetections pooled = detect::pool(images);
  const auto precisions = detect::average_precisions(pooled);
  const auto recall = detect::discrete_recall(detect::false_alarm_curve(images),
                                              images.size() / kImagesPerFalseAlarm);
  return {{kLoss, loss},
          {kAp, detect::mean_average_precision(pooled).value_or(0.0)},
          {kAp50, precisions ? (*precisions)[detect::kIou50] : 0.0},
          {kRecall, recall.value_or(0.0)}};
}

}  // namespace efs::train
