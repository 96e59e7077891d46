// The study that tests make.
#pragma once

#include "study/storage.h"

namespace efs::study {

inline StudyInfo example_info() {
  return {.name = "faces",
          .config_yaml = "seed: 7\n# 'quotes', \"more\" and \xC3\xA4\n",
          .dataset_digest = "d1",
          .program_version = "0.1.0",
          .seed = 0xfedcba9876543210ULL,
          .created_unix_s = 1700000000.123456789};
}

}  // namespace efs::study
