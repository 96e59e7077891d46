#include "device/context.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/files/files.h"
#include "device/devices/latency_cache.h"

namespace efs::device {
namespace {

namespace fs = std::filesystem;

/// A folder that looks like the root of a Linux system.
class Context : public testing::Test {
 protected:
  Context() : root_(fs::path(testing::TempDir()) / ("efs_context_" + std::to_string(::getpid()))) {
    fs::create_directories(root_);
  }
  ~Context() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& content) {
    write_file_atomically(root_ / path, content);
  }

  fs::path root_;
};

TEST_F(Context, ReadsABoard) {
  write("proc/device-tree/model", std::string("NVIDIA Jetson Nano Developer Kit\0", 33));
  write("proc/cpuinfo", "processor\t: 0\nmodel name\t: ARMv8 Processor rev 1 (v8l)\n");
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "schedutil\n");
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "1479000\n");
  write("sys/class/thermal/thermal_zone0/temp", "36500\n");
  write("sys/class/thermal/thermal_zone1/temp", "41250\n");
  write("sys/class/thermal/thermal_zone2/temp", "not a number\n");
  EXPECT_EQ(device_name(root_), "NVIDIA Jetson Nano Developer Kit");
  const ClockState state = read_clock_state(root_);
  EXPECT_EQ(state.governor, "schedutil");
  EXPECT_DOUBLE_EQ(state.frequency_mhz, 1479.0);
  EXPECT_DOUBLE_EQ(state.temperature_c, 41.25);
}

// JetPack 4.6 after jetson_clocks: the governor keeps its name.
TEST_F(Context, ReadsAJetson) {
  const std::string cpufreq = "sys/devices/system/cpu/cpu0/cpufreq/";
  write(cpufreq + "scaling_governor", "schedutil\n");
  write(cpufreq + "scaling_min_freq", "1479000\n");
  write(cpufreq + "scaling_max_freq", "1479000\n");
  write("sys/class/devfreq/57000000.gpu/cur_freq", "921600000\n");
  write("sys/class/devfreq/54680000.vic/cur_freq", "1000000\n");
  write("sys/class/thermal/thermal_zone0/type", "CPU-therm\n");
  write("sys/class/thermal/thermal_zone0/temp", "52000\n");
  write("sys/class/thermal/thermal_zone4/type", "PMIC-Die\n");
  write("sys/class/thermal/thermal_zone4/temp", "100000\n");
  write("sys/class/thermal/cooling_device1/type", "gpu-throttle-alert\n");
  write("sys/class/thermal/cooling_device1/cur_state", "0\n");
  ClockState state = read_clock_state(root_);
  EXPECT_TRUE(state.fixed);
  EXPECT_DOUBLE_EQ(state.gpu_frequency_mhz, 921.6);
  EXPECT_DOUBLE_EQ(state.temperature_c, 52.0);
  EXPECT_EQ(state.throttling, "");
  write("sys/class/thermal/cooling_device1/cur_state", "1\n");
  write(cpufreq + "scaling_min_freq", "102000\n");
  state = read_clock_state(root_);
  EXPECT_EQ(state.throttling, "gpu-throttle-alert");
  EXPECT_FALSE(state.fixed);
}

// Bits as vcgencmd get_throttled has them: 0 to 3 at present, 16 to 19 since the start.
TEST_F(Context, ReadsARaspberryPi) {
  const std::string file = "sys/devices/platform/soc/soc:firmware/get_throttled";
  write(file, "50005\n");
  EXPECT_EQ(read_clock_state(root_).throttling, "under-voltage, throttled");
  write(file, "50000\n");
  EXPECT_EQ(read_clock_state(root_).throttling, "");
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  EXPECT_TRUE(read_clock_state(root_).fixed);
}

TEST_F(Context, ReadsAServerWithoutCpufreq) {
  write("proc/cpuinfo",
        "processor\t: 0\nmodel\t\t: 17\nmodel name\t: AMD EPYC 9554\ncpu MHz\t\t: 3100.000\n");
  EXPECT_EQ(device_name(root_), "AMD EPYC 9554");
  const ClockState state = read_clock_state(root_);
  EXPECT_EQ(state.governor, "");
  EXPECT_DOUBLE_EQ(state.frequency_mhz, 3100.0);
  EXPECT_EQ(state.temperature_c, 0.0);
}

TEST_F(Context, SaysNothingWhereNothingIsShown) {
  EXPECT_EQ(device_name(root_), "unknown CPU");
  const ClockState state = read_clock_state(root_);
  EXPECT_EQ(state.governor, "");
  EXPECT_EQ(state.frequency_mhz, 0.0);
  EXPECT_EQ(state.temperature_c, 0.0);
}

TEST(DeviceName, IsNotEmptyHere) { EXPECT_FALSE(device_name().empty()); }

}  // namespace
}  // namespace efs::device
