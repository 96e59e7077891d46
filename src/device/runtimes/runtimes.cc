#include "device/runtimes/runtimes.h"

namespace efs::device {

const std::vector<Runtime>& runtimes() {
  static const std::vector<Runtime> table{opencv_runtime(), onnxruntime_runtime(),
                                          tensorrt_runtime()};
  return table;
}

}  // namespace efs::device
