// What every Runtime must do; each runtime's test includes it and passes its row and a model.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "core/error.h"
#include "device/runtime.h"

namespace efs::device {

/// `model` must depend on its input.
inline void expect_near(const std::vector<float>& a, const std::vector<float>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-5) << i;
}

inline void check_runtime_contract(const Runtime& runtime, const std::filesystem::path& model) {
  EXPECT_FALSE(runtime.name.empty());
  EXPECT_FALSE(runtime.summary.empty());
  EXPECT_FALSE(runtime.version().empty());
  EXPECT_EQ(runtime.suffix.front(), '.');
  for (int threads : {1, 2}) {
    const auto session = runtime.load(model, {.threads = threads});
    const std::vector<float> ones(session->input_count(), 1.0F);
    const std::vector<float> twos(session->input_count(), 2.0F);
    const std::vector<float> of_ones = session->run(ones);
    const std::vector<float> of_twos = session->run(twos);
    EXPECT_FALSE(of_ones.empty());
    EXPECT_NE(of_ones, of_twos) << "the input is not read anew";
    EXPECT_EQ(session->run(ones), of_ones) << "equal inputs give different outputs";
    EXPECT_THROW(session->run(std::vector<float>(session->input_count() + 1)), Error);
    EXPECT_THROW(session->run(std::vector<float>()), Error);
    // Two sessions at once do not disturb each other.
    const auto other = runtime.load(model, {.threads = 3 - threads});
    expect_near(other->run(twos), of_twos);  // more threads may add up in another order
    EXPECT_EQ(session->run(ones), of_ones);
  }
  EXPECT_THROW(runtime.load(model, {.threads = 0}), UsageError);
  EXPECT_THROW(runtime.load("/nonexistent/model" + runtime.suffix, {}), Error);
}

}  // namespace efs::device
