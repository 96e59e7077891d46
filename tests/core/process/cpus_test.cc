#include "core/process/cpus.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

#include "core/error.h"

namespace efs {
namespace {

/// What a thread may use once `work` has run in it.
template <typename Work>
std::vector<int> allowed_after(Work work) {
  std::vector<int> cpus;
  std::thread([&] {
    work();
    cpus = allowed_cpus();
  }).join();
  return cpus;
}

TEST(BoundToCpus, LastsAsLongAsItLives) {
  const auto all = allowed_cpus();
  EXPECT_EQ(allowed_after([&] { const BoundToCpus bound({all.back()}); }), all);
  std::vector<int> meanwhile;
  allowed_after([&] {
    const BoundToCpus bound({all.back()});
    meanwhile = allowed_cpus();
  });
  EXPECT_EQ(meanwhile, std::vector<int>{all.back()});
  EXPECT_EQ(allowed_after([&] { const BoundToCpus bound({}); }), all);
  EXPECT_THROW(BoundToCpus({100'000}), Error);
}

/// Seats are names in the namespace of the network: in one of our own, no other program holds any.
class CpuSeats : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    // Without the right to do so, other programs must leave the processors free.
    [[maybe_unused]] const int result = ::unshare(CLONE_NEWNET);
  }
};

TEST_F(CpuSeats, IsOneOfSeveralThatTogetherAreAll) {
  const auto all = allowed_cpus();
  ASSERT_FALSE(all.empty());
  std::vector<int> together;
  std::vector<CpuSeat> seats;
  for (std::size_t i = 0; i < all.size(); ++i) {
    seats.emplace_back(static_cast<int>(all.size()), 1);
    const auto own = allowed_after([&] { seats.back().take(1); });
    ASSERT_EQ(own.size(), 1U);
    together.push_back(own[0]);
  }
  EXPECT_EQ(together, all);
}

TEST_F(CpuSeats, KeepsOffTheSeatsOfAnotherStudy) {
  const auto all = allowed_cpus();
  std::optional<CpuSeat> one(std::in_place, 1, 1);
  const auto first = allowed_after([&] { one->take(1); });
  const CpuSeat everything(1, static_cast<int>(all.size()));
  EXPECT_EQ(allowed_after([&] { everything.take(1); }), all);
  one.reset();
  const CpuSeat again(1, 1);
  EXPECT_EQ(allowed_after([&] { again.take(1); }), first);
}

TEST_F(CpuSeats, MoreThreadsThanItsOwnHaveAllProcessors) {
  const auto all = allowed_cpus();
  const int count = static_cast<int>(all.size());
  EXPECT_EQ(allowed_after([&] {
              const CpuSeat seat(count, 1);
              seat.take(1);
              seat.take(count + 1);
            }),
            all);
}

TEST_F(CpuSeats, WithTooFewProcessorsNobodyIsBound) {
  const auto all = allowed_cpus();
  const int count = static_cast<int>(all.size());
  EXPECT_EQ(allowed_after([&] { CpuSeat(count + 1, 1).take(1); }), all);
}

}  // namespace
}  // namespace efs
