#include "train/tasks/single.h"

#include "core/rng.h"
#include "core/stats.h"
#include "data/augment/augment.h"
#include "data/sample.h"
#include "train/tasks/box_loss.h"
#include "train/tasks/label_jitter.h"

namespace efs::train {
namespace {

constexpr const char* kIou = "val_iou";
constexpr const char* kIouP10 = "val_iou_p10";

/// [N,4] on `device`.
torch::Tensor boxes_of(const std::vector<Target>& targets, torch::Device device) {
  torch::Tensor boxes =
      torch::empty({static_cast<std::int64_t>(targets.size()), 4}, torch::kFloat32);
  auto* value = boxes.data_ptr<float>();
  for (const Target& target : targets) {
    const detect::RelativeBox& box = target.faces.front();
    for (const double side : {box.xmin, box.ymin, box.xmax, box.ymax}) {
      *value++ = static_cast<float>(side);
    }
  }
  return boxes.to(device);
}

class SingleValidation : public Validation {
 public:
  SingleValidation(const data::PackedDataset& data, const LossFrame& frame)
      : data_(data), frame_(frame) {}

  void add(const torch::Tensor& output, const std::vector<Target>& targets,
           std::span<const std::size_t> indices) override {
    // SmoothL1 in input pixels, whatever is trained with.
    const torch::Tensor loss = smooth_l1_loss(output, boxes_of(targets, output.device()), frame_);
    loss_sum_ += loss.item<double>() * static_cast<double>(indices.size());
    const torch::Tensor boxes = output.to(torch::kCPU, torch::kFloat32).contiguous();
    const float* box = boxes.data_ptr<float>();
    for (const std::size_t index : indices) {
      const data::PackedSample sample = data_.sample(data::Part::kValidation, index);
      const detect::RelativeBox predicted{box[0], box[1], box[2], box[3]};
      ious_.push_back(detect::iou(to_pixels(predicted, sample.image_width, sample.image_height),
                                  data::only_face(sample.faces, sample.image_id)));
      box += 4;
    }
  }

  NamedValues metrics() const override {
    return single_metrics(loss_sum_ / static_cast<double>(ious_.size()), ious_);
  }

 private:
  const data::PackedDataset& data_;
  LossFrame frame_;
  double loss_sum_ = 0.0;
  std::vector<double> ious_;
};

class SingleTask : public Task {
 public:
  SingleTask(const LossFrame& frame, Loss loss) : frame_(frame), loss_(std::move(loss)) {}

  std::vector<std::string> metric_names() const override { return {kLoss, kIou, kIouP10}; }
  const char* accuracy() const override { return kIou; }

  Target vary(const data::PackedDataset& data, std::size_t index, const Variation& variation,
              std::span<std::uint8_t> pixels) const override {
    Rng rng(data::augment_seed(variation.seed, variation.epoch, index));
    return {{jittered(data::augment(data, index, variation.policy, data.input().width, rng, pixels),
                      variation.label_jitter, rng)}};
  }
  Target target(const data::PackedSample& sample) const override {
    return {{sample.relative_box()}};
  }

  torch::Tensor loss(const torch::Tensor& output,
                     const std::vector<Target>& targets) const override {
    return box_loss(loss_, output, boxes_of(targets, output.device()), frame_);
  }
  torch::Tensor distillation_loss(const torch::Tensor& output,
                                  const torch::Tensor& taught) const override {
    return box_loss(loss_, output, taught, frame_);
  }

  std::unique_ptr<Validation> start_validation(const data::PackedDataset& data) const override {
    return std::make_unique<SingleValidation>(data, frame_);
  }

 private:
  LossFrame frame_;
  Loss loss_;
};

}  // namespace

bool is_single(const graph::Graph& graph) { return graph.output().shape == graph::Shape{4}; }

std::unique_ptr<Task> make_single_task(const graph::Graph& graph, const TrainOptions& options) {
  require_terms(options.loss, /*of_scores=*/false);
  const graph::Shape& input = graph.input().shape;
  return std::make_unique<SingleTask>(LossFrame{.width = static_cast<int>(input.at(2)),
                                                .height = static_cast<int>(input.at(1)),
                                                .smooth_l1_beta = options.smooth_l1_beta},
                                      options.loss);
}

NamedValues single_metrics(double loss, const std::vector<double>& ious) {
  return {{kLoss, loss}, {kIou, mean(ious)}, {kIouP10, quantile(ious, 0.1)}};
}

}  // namespace efs::train
