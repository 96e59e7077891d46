#include "tune/latency/drift_watch.h"

#include <gtest/gtest.h>

#include "core/files/files.h"
#include "support/temporary_folder.h"

namespace efs::tune {
namespace {

/// Says what it is told to; remembers what it was given.
class FakeTarget final : public device::Device {
 public:
  std::string suffix() override { return ".onnx"; }
  void check() override {}
  device::LatencyKey key(const std::string&) override { return {}; }
  device::LatencyResult measure(const std::filesystem::path& model,
                                const device::MeasurementProgress&) override {
    files.push_back(read_file(model));
    device::LatencyResult result;
    result.median_ms = latency_ms;
    return result;
  }

  std::vector<double> samples_ms() override { return {}; }

  double latency_ms = 2.0;
  std::vector<std::string> files;
};

TEST(DriftWatch, MeasuresTheReferenceNowAndThen) {
  const TemporaryFolder folder;
  FakeTarget target;
  DriftWatch watch(folder.path());
  EXPECT_EQ(watch.drift(), 0.0);
  for (int i = 0; i < DriftWatch::kBetween; ++i) watch.look(target, {});
  ASSERT_EQ(target.files.size(), 1U);
  EXPECT_EQ(watch.drift(), 0.0);
  target.latency_ms = 2.2;
  watch.look(target, {});
  ASSERT_EQ(target.files.size(), 2U);
  EXPECT_EQ(target.files[0], target.files[1]) << "always the same file";
  EXPECT_NEAR(watch.drift(), 0.1, 1e-12);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace efs::tune
