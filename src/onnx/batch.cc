#include "onnx/batch.h"

#include "core/error.h"
#include "core/text/parse_number.h"

namespace efs::onnx {

namespace {

constexpr const char* kDynamic = "dynamic";

}  // namespace

std::string to_string(const Batch& batch) {
  return batch.size ? std::to_string(*batch.size) : kDynamic;
}

Batch batch_of(std::string_view text) {
  if (text == kDynamic) return {.size = std::nullopt};
  const auto size = parse_number<std::int64_t>(text);
  if (!size || *size < 1) {
    fail_usage("batch '{}': give a whole number of images from 1 on, or 'dynamic'", text);
  }
  return {.size = *size};
}

}  // namespace efs::onnx
