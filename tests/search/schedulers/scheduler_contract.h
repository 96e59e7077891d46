// What every Scheduler promises (search/schedulers/scheduler.h), as tests. A scheduler instantiates
// the suite with a factory that makes equal ones:
//   INSTANTIATE_TEST_SUITE_P(Staged, SchedulerContract, testing::Values(&make_small_staged));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "search/schedulers/scheduler.h"
#include "study/storage.h"
#include "support/memory_storage.h"

namespace efs::search {

using SchedulerFactory = std::unique_ptr<Scheduler> (*)();

class SchedulerContract : public testing::TestWithParam<SchedulerFactory> {
 protected:
  static study::StudyInfo info() {
    return {.name = "s",
            .config_yaml = "",
            .dataset_digest = "",
            .program_version = "",
            .seed = 1,
            .created_unix_s = 0.0};
  }

  std::unique_ptr<study::Storage> storage_ = study::create_memory_storage(info());
  std::unique_ptr<Scheduler> scheduler_ = GetParam()();
};

}  // namespace efs::search
