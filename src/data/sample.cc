#include "data/sample.h"

#include "core/error.h"

namespace efs::data {

const detect::Box& only_face(std::span<const detect::Box> faces, const std::string& image_id) {
  if (faces.size() != 1) {
    fail("{} has {} faces where exactly one is needed; choose faces: single or largest", image_id,
         faces.size());
  }
  return faces.front();
}

}  // namespace efs::data
