// A measurement that its caller no longer wants.
#pragma once

#include "core/error.h"

namespace efs::device {

class MeasurementCancelled : public Error {
 public:
  using Error::Error;
};

}  // namespace efs::device
