#include "train/reused_memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <thread>
#include <vector>

#include "train/ops/libtorch.h"

namespace efs::train {
namespace {

constexpr std::int64_t kLarge = 1 << 20;  // floats

const void* place_of_a_tensor() { return torch::empty({kLarge}).data_ptr(); }

TEST(ReusedMemory, IsThatOfTheTensorBefore) {
  const ReusedMemory reused;
  EXPECT_EQ(place_of_a_tensor(), place_of_a_tensor());
  const auto kept = torch::zeros({kLarge});
  const auto other = torch::ones({kLarge});
  EXPECT_NE(kept.data_ptr(), other.data_ptr());
  EXPECT_EQ(kept.sum().item<double>(), 0.0);
}

// Sizes that are rounded to one are enough for each of them.
TEST(ReusedMemory, IsLargeEnough) {
  const ReusedMemory reused;
  for (const std::int64_t size : {0L, 1L, 8191L, 8192L, 8193L, kLarge - 1, kLarge, kLarge + 1}) {
    for (int i = 0; i < 2; ++i) {
      const auto tensor = torch::full({size}, 3, torch::kFloat32);
      EXPECT_EQ(tensor.sum().item<double>(), 3.0 * static_cast<double>(size));
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data_ptr()) % 64, 0U);
    }
  }
}

// Tensors may be older or younger than the object, and oneDNN holds memory of both times.
TEST(ReusedMemory, TensorsOfOtherTimesStayWhole) {
  const auto input = torch::ones({2, 8, 64, 64}), weight = torch::ones({8, 8, 3, 3});
  const auto before = torch::conv2d(input, weight);
  at::Tensor inside;
  std::optional<ReusedMemory> outer, inner;
  outer.emplace();
  inner.emplace();
  inside = torch::conv2d(input, weight);
  inner.reset();
  EXPECT_EQ(place_of_a_tensor(), place_of_a_tensor());  // the outer one lives
  outer.reset();
  const auto after = torch::conv2d(input, weight);
  EXPECT_TRUE(torch::equal(before, inside));
  EXPECT_TRUE(torch::equal(before, after));
}

TEST(ReusedMemory, ServesSeveralThreads) {
  const ReusedMemory reused;
  std::vector<std::thread> threads;
  std::vector<double> sums(4);
  for (std::size_t t = 0; t < sums.size(); ++t) {
    threads.emplace_back([&sums, t] {
      for (int i = 0; i < 200; ++i) {
        const auto tensor = torch::full({20'000 + 100 * i}, static_cast<double>(t + 1));
        sums[t] += tensor.mean().item<double>();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t t = 0; t < sums.size(); ++t) {
    EXPECT_NEAR(sums[t], 200.0 * static_cast<double>(t + 1), 1e-3);
  }
}

/// Leaves the process `bytes` more of addresses than it has.
void limit_memory(std::size_t bytes) {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlim_t limit = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + bytes;
  const rlimit both{limit, limit};
  ::setrlimit(RLIMIT_AS, &both);
}

/// 0 if of 100 MiB a tensor of 80 can be had after one of 50, and none of 50 beside it.
[[maybe_unused]] int exit_code_where_memory_ends() {
  constexpr std::int64_t kMiB = (1 << 20) / 4;  // floats
  const ReusedMemory reused;
  limit_memory(std::size_t{100} << 20);
  { const auto first = torch::empty({50 * kMiB}); }
  const auto second = torch::empty({80 * kMiB});
  try {
    const auto third = torch::empty({50 * kMiB});
    return 1;
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

// AddressSanitizer has addresses of its own.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EFS_HAS_ADDRESS_SANITIZER
#endif
#endif
#ifndef EFS_HAS_ADDRESS_SANITIZER
TEST(ReusedMemoryDeathTest, GivesBackWhatItKeepsWhereMemoryEnds) {
  EXPECT_EXIT(::_exit(exit_code_where_memory_ends()), ::testing::ExitedWithCode(0), "");
}
#endif

}  // namespace
}  // namespace efs::train
