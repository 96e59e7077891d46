#include "device/runtimes/runtimes.h"

#include "device/runtimes/onnxruntime.h"
#include "device/runtimes/opencv.h"
#include "device/runtimes/tensorrt.h"

namespace efs::device {

const std::vector<Runtime>& runtimes() {
  static const std::vector<Runtime> table{
      opencv_runtime(),
      onnxruntime_runtime(),
      tensorrt_runtime(),
  };
  return table;
}

}  // namespace efs::device
