#include "tune/evaluation.h"

#include "core/csv.h"
#include "core/error.h"

namespace efs::tune {

Evaluation evaluate(Predictor& predictor, const data::Dataset& dataset,
                    const std::vector<std::size_t>& indices) {
  if (indices.empty()) fail("there are no images to evaluate on");
  Evaluation result;
  for (const auto index : indices) {
    const auto& sample = dataset.samples.at(index);
    const auto prediction = predictor.predict(sample.path);
    result.images.push_back({.image_id = sample.image_id,
                             .truth = sample.box,
                             .predicted = prediction.box,
                             .iou = data::iou(sample.box, prediction.box)});
  }
  double sum = 0.0;
  int above_50 = 0, above_75 = 0;
  for (const auto& image : result.images) {
    sum += image.iou;
    above_50 += image.iou > 0.5 ? 1 : 0;
    above_75 += image.iou > 0.75 ? 1 : 0;
  }
  const auto count = static_cast<double>(result.images.size());
  result.mean_iou = sum / count;
  result.share_above_50 = above_50 / count;
  result.share_above_75 = above_75 / count;
  return result;
}

Json to_json(const Evaluation& evaluation) {
  return {{"images", evaluation.images.size()},
          {"mean_iou", evaluation.mean_iou},
          {"share_iou_above_0.5", evaluation.share_above_50},
          {"share_iou_above_0.75", evaluation.share_above_75}};
}

std::string to_csv(const Evaluation& evaluation) {
  std::string text = "image_id,iou,xmin,ymin,xmax,ymax,true_xmin,true_ymin,true_xmax,true_ymax\n";
  for (const auto& [image_id, truth, box, iou] : evaluation.images) {
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{}\n", csv_field(image_id), iou, box.xmin, box.ymin,
                    box.xmax, box.ymax, truth.xmin, truth.ymin, truth.xmax, truth.ymax);
  }
  return text;
}

}  // namespace efs::tune
