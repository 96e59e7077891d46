#include "data/dataset/dataset_digest.h"

#include <fmt/format.h>

#include <vector>

#include "core/files/digest.h"

namespace efs::data {
namespace {

std::string words_of(const detect::Box& box) {
  return fmt::format("{} {} {} {}", box.xmin, box.ymin, box.xmax, box.ymax);
}

/// 't' or 'v' for each sample, '-' for one that is on neither side.
std::vector<char> sides_of(const Dataset& dataset) {
  std::vector<char> sides(dataset.samples.size(), '-');
  for (const std::size_t i : dataset.train) sides[i] = 't';
  for (const std::size_t i : dataset.validation) sides[i] = 'v';
  return sides;
}

void add_only_face(Sha256& digest, const Sample& sample, const std::string& file, char side) {
  digest.add(fmt::format("{} {} {} {}\n", file, side,
                         words_of(only_face(sample.faces, sample.image_id)), sample.image_id));
}

/// Pixels and boxes are upright; a packed file of earlier versions has them as stored.
void add_orientation(Sha256& digest, const Sample& sample) {
  if (sample.orientation != 1) digest.add(fmt::format("upright {}\n", sample.orientation));
}

void add_all_boxes(Sha256& digest, const Sample& sample, const std::string& file, char side) {
  digest.add(fmt::format("{} {} {} faces {} ignored {}\n", file, side, sample.faces.size(),
                         sample.ignored.size(), sample.image_id));
  for (const auto* boxes : {&sample.faces, &sample.ignored}) {
    for (const detect::Box& box : *boxes) digest.add(words_of(box) + "\n");
  }
}

}  // namespace

std::string digest_of(const Dataset& dataset) {
  const std::vector<char> sides = sides_of(dataset);
  const auto add = dataset.rule == FaceRule::kAll ? add_all_boxes : add_only_face;
  Sha256 digest;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    add(digest, dataset.samples[i], dataset.file_digests[i], sides[i]);
    add_orientation(digest, dataset.samples[i]);
  }
  for (std::size_t i = 0; i < dataset.crops.size(); ++i) {
    const Sample& crop = dataset.crops[i];
    digest.add(fmt::format("{} c {} in {} {}\n", dataset.crop_digests[i],
                           words_of(only_face(crop.faces, crop.image_id)), words_of(*crop.region),
                           crop.image_id));
    add_orientation(digest, crop);
  }
  return digest.hex();
}

}  // namespace efs::data
