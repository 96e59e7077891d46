#include "tune/worker/trial_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <new>
#include <system_error>

#include "core/error.h"
#include "device/agent/client.h"
#include "study/storage.h"
#include "support/temporary_folder.h"

namespace efs::tune {
namespace {

using ::testing::HasSubstr;

/// Throws `exception` in a step of a trial that writes into `folder`.
void step(const std::function<void()>& exception, const std::filesystem::path& folder) {
  step_of_trial(folder, [&] {
    exception();
    return 0;
  });
}

TEST(TrialStep, WhatTheTrialItselfCannotDoIsItsFailure) {
  const TemporaryFolder folder;
  try {
    step([] { fail("sizes do not match\nframe #0: c10::Error"); }, folder.path());
    FAIL() << "nothing was thrown";
  } catch (const TrialFailure& failure) {
    EXPECT_EQ(failure.reason, "sizes do not match");
    EXPECT_FALSE(failure.out_of_memory);
  }
  for (const auto& no_memory :
       {std::function<void()>([] { throw std::bad_alloc(); }), std::function<void()>([] {
          fail(
              "DefaultCPUAllocator: can't allocate memory: Error code 12 "
              "(Cannot allocate memory)");
        })}) {
    try {
      step(no_memory, folder.path());
      FAIL() << "nothing was thrown";
    } catch (const TrialFailure& failure) {
      EXPECT_TRUE(failure.out_of_memory);
    }
  }
}

TEST(TrialStep, FaultsOfTheMachineAreNot) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::function<void()>, int>> faults{
      {[] { throw SystemError("cannot write a: ", EDQUOT); }, EDQUOT},
      {[] { std::filesystem::create_directory("/proc/self/new"); }, ENOENT},
      {[] { throw std::system_error(EAGAIN, std::generic_category()); }, EAGAIN},
      {[] { fail("OpenCV: error -215 in writing: No space left on device"); }, ENOSPC},
      {[] { fail("cannot open libonnxruntime.so.1: Too many open files"); }, EMFILE},
  };
  for (const auto& [fault, code] : faults) {
    try {
      step(fault, folder.path());
      FAIL() << "nothing was thrown";
    } catch (const SystemError& error) {
      EXPECT_EQ(error.code(), code) << error.what();
    }
  }
}

// A library that does not say why: the folder says it.
TEST(TrialStep, TheFolderIsAskedWhereTheMessageDoesNotSay) {
  for (const auto& silent :
       {std::function<void()>([] { fail("PytorchStreamWriter failed writing file data/0"); }),
        std::function<void()>([] {
          std::ofstream file;
          file.exceptions(std::ios::failbit);
          file.open("/proc/self/nothing/here");
        })}) {
    EXPECT_THROW(step(silent, "/proc/self"), SystemError);
    const TemporaryFolder sound;
    EXPECT_THROW(step(silent, sound.path()), TrialFailure);
  }
}

TEST(TrialStep, TroublesOfTheStudyPassThrough) {
  const TemporaryFolder folder;
  EXPECT_THROW(step([] { throw study::StorageFailure("the disk is full"); }, folder.path()),
               study::StorageFailure);
  EXPECT_THROW(step([] { throw study::LeaseLost("another worker's"); }, folder.path()),
               study::LeaseLost);
}

}  // namespace
}  // namespace efs::tune
