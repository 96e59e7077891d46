#include "core/process/machine_fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cerrno>

#include "support/temporary_folder.h"

namespace efs {
namespace {

using ::testing::HasSubstr;

TEST(MachineFault, IsFoundInTheWordsOfALibrary) {
  const auto full =
      fault_in_message("engine.cc:12: cannot write t.engine: No space left on device");
  ASSERT_TRUE(full.has_value());
  EXPECT_EQ(full->code(), ENOSPC);
  EXPECT_THAT(cure_of(full->code()), HasSubstr("space"));
  EXPECT_EQ(fault_in_message("cannot load libfoo.so: Too many open files")->code(), EMFILE);
  EXPECT_EQ(fault_in_message("cannot start x: Resource temporarily unavailable")->code(), EAGAIN);
}

// What a trial asks for in vain may be too much of it.
TEST(MachineFault, IsNoTrialsOwnFault) {
  EXPECT_FALSE(
      fault_in_message("DefaultCPUAllocator: can't allocate memory: you tried to allocate "
                       "8 bytes. Error code 12 (Cannot allocate memory)"));
  EXPECT_FALSE(fault_in_message("Sizes of tensors must match except in dimension 1"));
}

TEST(MachineFault, FindsOutWhyNothingCanBeWritten) {
  const TemporaryFolder folder;
  EXPECT_FALSE(fault_of_writing(folder.path()));
  EXPECT_TRUE(fs::is_empty(folder.path())) << "it leaves nothing";
  // Below /proc nobody can make a file, whatever the rights.
  EXPECT_TRUE(fault_of_writing("/proc/self"));
}

TEST(MachineFault, SeesThatNoFileCanBeOpened) {
  const TemporaryFolder folder;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto fault = fault_of_writing(folder.path());
  ::setrlimit(RLIMIT_NOFILE, &before);
  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->code(), EMFILE);
}

}  // namespace
}  // namespace efs
