#include "cli/torch/model/evaluation_text.h"

#include <fmt/format.h>

namespace efs::cli {
namespace {

void print_groups(const char* heading, const char* unit, const std::vector<tune::Group>& groups) {
  fmt::print("{}\n", heading);
  for (const tune::Group& group : groups) {
    fmt::print("  {:.2f} to {:.2f} {:<24} IoU {:.4f}   {} images\n", group.low, group.high, unit,
               group.mean_iou, group.images);
  }
}

}  // namespace

void print_evaluation(const tune::Evaluation& evaluation, const std::string& images,
                      std::optional<double> baseline) {
  fmt::print("{} images ({}){}\n", evaluation.images.size(), images,
             evaluation.flip ? ", mean of each image and its mirror image: no deployed model does "
                               "that"
                             : "");
  fmt::print("mean IoU    {:.4f}   95 % interval over images {:.4f} to {:.4f}\n",
             evaluation.mean_iou, evaluation.mean_iou_95.low, evaluation.mean_iou_95.high);
  fmt::print("above       0.5: {:.1f} %   0.75: {:.1f} %   0.9: {:.1f} %\n",
             100.0 * evaluation.share_above_50, 100.0 * evaluation.share_above_75,
             100.0 * evaluation.share_above_90);
  if (baseline) {
    fmt::print("mean box    {:.4f} (what always answering with the training boxes' mean reaches)\n",
               *baseline);
  }
  print_groups("by the size of the face", "of the image's side", evaluation.by_face_size);
  print_groups("by the image's brightness", "(1 is white)", evaluation.by_brightness);
  fmt::print("worst images\n");
  for (const tune::ImageResult& image : tune::worst_images(evaluation, 5)) {
    fmt::print("  IoU {:.4f}  {}\n", image.iou, image.image_id);
  }
}

}  // namespace efs::cli
