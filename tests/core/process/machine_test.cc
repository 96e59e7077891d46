#include "core/process/machine.h"

#include <gmock/gmock.h>

#include "core/files/files.h"
#include "support/temporary_folder.h"

namespace efs {
namespace {

using ::testing::Contains;

class FakeMachine : public ::testing::Test {
 protected:
  void write(const std::string& path, const std::string& text) const {
    const fs::path file = folder_.path() / path;
    fs::create_directories(file.parent_path());
    write_file_atomically(file, text);
  }
  TemporaryFolder folder_;
};

TEST_F(FakeMachine, HasMemory) {
  write("proc/meminfo", "MemTotal:       16384 kB\nMemFree: 100 kB\nMemAvailable:    8192 kB\n");
  const Memory memory = read_memory(folder_.path());
  EXPECT_EQ(memory.total_bytes, 16 << 20);
  EXPECT_EQ(memory.available_bytes, 8 << 20);
  EXPECT_FALSE(memory.limit_bytes);
}

TEST_F(FakeMachine, LimitsTheMemoryOfAControlGroupAndOfThoseAboveIt) {
  write("proc/self/cgroup", "0::/user/job\n");
  write("sys/fs/cgroup/user/job/memory.max", "max\n");
  EXPECT_FALSE(read_memory(folder_.path()).limit_bytes);
  write("sys/fs/cgroup/user/memory.max", "4096000\n");
  write("sys/fs/cgroup/user/job/memory.max", "9000000\n");
  EXPECT_EQ(read_memory(folder_.path()).limit_bytes, 4096000);
}

TEST_F(FakeMachine, LimitsTheMemoryOfAnOldControlGroup) {
  write("proc/self/cgroup", "11:cpu,cpuacct:/\n9:memory:/docker/abc\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_FALSE(read_memory(folder_.path()).limit_bytes);
  write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "2000000\n");
  EXPECT_EQ(read_memory(folder_.path()).limit_bytes, 2000000);
}

TEST_F(FakeMachine, HasInstructionSets) {
  write("proc/cpuinfo", "processor\t: 0\nmodel name\t: X\nflags\t\t: fpu avx2 amx_bf16\n");
  EXPECT_THAT(instruction_sets(folder_.path()), Contains("amx_bf16"));
  write("proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd\n");
  EXPECT_THAT(instruction_sets(folder_.path()), Contains("asimd"));
}

TEST_F(FakeMachine, MayHaveNvidiasDriver) {
  EXPECT_EQ(nvidia_driver(folder_.path()), "");
  write("sys/module/nvidia/version", "535.183.01\n");
  EXPECT_EQ(nvidia_driver(folder_.path()), "535.183.01");
}

TEST(Machine, HasSome) {
  EXPECT_GT(read_memory().total_bytes, 0);
  EXPECT_FALSE(instruction_sets().empty());
}

}  // namespace
}  // namespace efs
