#include "nn/blocks/dense_options.h"

#include "core/error.h"
#include "nn/blocks/units.h"

namespace efs::nn {

namespace {

void check_range(const char* name, int value, int low, int high) {
  if (value < low || value > high) fail_usage("{} {} is not in {} to {}", name, value, low, high);
}

}  // namespace

void check_dense(const DenseOptions& options) {
  const int finest = options.finest;
  if (finest != 4 && finest != 8 && finest != 16 && finest != 32) {
    fail_usage("finest stride {} is not one of 4, 8, 16, 32", finest);
  }
  check_range("levels", options.levels, 1, DenseOptions::kMostLevels);
  check_range("neck width", options.neck_width, DenseOptions::kSmallestWidth,
              DenseOptions::kLargestWidth);
  check_range("head width", options.head_width, DenseOptions::kSmallestWidth,
              DenseOptions::kLargestWidth);
  check_range("head units", options.head_units, 0, DenseOptions::kMostUnits);
  unit(options.head_conv);
}

}  // namespace efs::nn
