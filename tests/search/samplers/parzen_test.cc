#include "search/samplers/parzen.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <map>

namespace efs::search {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

const Axis kReal{.name = "real"};
const Axis kLevels{.name = "levels", .levels = 5};
const Axis kNames{.name = "names", .levels = 4, .ordered = false};

double middle(std::size_t level, const Axis& axis) {
  return (static_cast<double>(level) + 0.5) / static_cast<double>(axis.levels);
}

/// Over the places of all axes: levels are summed, others integrated by the midpoint rule.
double integral(const std::vector<Axis>& axes, const ParzenDensity& density,
                Coordinates place = {}) {
  if (place.size() == axes.size()) return std::exp(density.log_density(place));
  const Axis& axis = axes[place.size()];
  const std::size_t parts = axis.levels == 0 ? 500 : axis.levels;
  double sum = 0.0;
  for (std::size_t i = 0; i < parts; ++i) {
    Coordinates longer = place;
    longer.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(parts));
    sum += integral(axes, density, longer);
  }
  return axis.levels == 0 ? sum / static_cast<double>(parts) : sum;
}

TEST(Parzen, IsADensity) {
  const std::vector<std::vector<Axis>> spaces{
      {kReal}, {kLevels}, {kNames}, {kReal, kLevels, kNames}};
  const double places[] = {0.0, 0.1, 0.55, 0.999};
  for (const auto& axes : spaces) {
    for (const std::size_t count : {0u, 1u, 4u}) {
      std::vector<Coordinates> points;
      for (std::size_t i = 0; i < count; ++i) points.push_back(Coordinates(axes.size(), places[i]));
      EXPECT_NEAR(integral(axes, ParzenDensity(axes, points)), 1.0, 1e-4)
          << axes.size() << " axes, " << count << " points";
    }
  }
}

// Of a kernel whose point leaves a parameter out, that parameter is uniform.
TEST(Parzen, IsADensityWhereAPointLeavesSomethingOut) {
  const std::vector<Axis> axes{kNames, kLevels, kReal};
  const ParzenDensity density(axes, {{0.125, kNan, 0.3}, {0.625, 0.5, kNan}});
  EXPECT_NEAR(integral(axes, density), 1.0, 1e-4);
}

// Points of {a} and {b} x 5 levels, where only b has the levels: what a leaves out does not count.
TEST(Parzen, IsADensityOverPointsWithConditions) {
  const Axis two{.name = "names", .levels = 2, .ordered = false};
  const std::vector<Axis> axes{two, kLevels};
  const ParzenDensity density(axes, {{0.25, kNan}, {0.75, 0.1}, {0.75, 0.9}});
  double sum = std::exp(density.log_density({0.25, kNan}));
  for (std::size_t i = 0; i < 5; ++i) {
    sum += std::exp(density.log_density({0.75, middle(i, kLevels)}));
  }
  EXPECT_NEAR(sum, 1.0, 1e-12);
}

TEST(Parzen, WithoutPointsIsUniform) {
  const std::vector<Axis> axes{kReal, kLevels, kNames};
  const ParzenDensity density(axes, {});
  EXPECT_NEAR(density.log_density({0.1, 0.1, 0.1}), std::log(1.0 / 20.0), 1e-12);
  EXPECT_NEAR(density.log_density({0.9, 0.5, 0.9}), std::log(1.0 / 20.0), 1e-12);
}

// Aitchison and Aitken's kernel and a uniform one: with n = 2 points of 4 names, the own name has
// 1 - 3/6, each other one 1/6; both at the same name, beside the uniform quarter.
TEST(Parzen, NamesHaveTheKernelOfAitchisonAndAitken) {
  const std::vector<Axis> axes{kNames};
  const ParzenDensity density(axes, {{middle(2, kNames)}, {middle(2, kNames)}});
  EXPECT_NEAR(density.log_density({middle(2, kNames)}), std::log((0.5 + 0.5 + 0.25) / 3.0), 1e-12);
  EXPECT_NEAR(density.log_density({middle(0, kNames)}), std::log((1.0 / 6 + 1.0 / 6 + 0.25) / 3.0),
              1e-12);
}

TEST(Parzen, IsHigherNearItsPointsAndNarrowerWithMore) {
  const std::vector<Axis> axes{kReal};
  const ParzenDensity one(axes, {{0.5}});
  EXPECT_GT(one.log_density({0.5}), one.log_density({0.6}));
  EXPECT_GT(one.log_density({0.6}), one.log_density({0.9}));
  const ParzenDensity many(axes, std::vector<Coordinates>(50, {0.5}));
  EXPECT_GT(many.log_density({0.5}), one.log_density({0.5}));
  EXPECT_LT(many.log_density({0.9}), one.log_density({0.9}));
}

TEST(Parzen, DrawsWhatItsDensitySays) {
  const std::vector<Axis> axes{kReal, kLevels, kNames};
  const ParzenDensity density(axes, {{0.05, 0.1, 0.1}, {0.9, kNan, 0.6}, {0.95, 0.9, 0.9}});
  Rng rng(3);
  constexpr int kDraws = 20000;
  std::map<std::vector<std::size_t>, int> counts;  // fourths of the real axis, level, name
  for (int i = 0; i < kDraws; ++i) {
    const Coordinates place = density.draw(rng);
    for (const double coordinate : place) ASSERT_TRUE(coordinate >= 0.0 && coordinate <= 1.0);
    ++counts[{static_cast<std::size_t>(4.0 * place[0]), CoordinateSystem::level(kLevels, place[1]),
              CoordinateSystem::level(kNames, place[2])}];
  }
  for (std::size_t fourth = 0; fourth < 4; ++fourth) {
    for (std::size_t level = 0; level < 5; ++level) {
      for (std::size_t name = 0; name < 4; ++name) {
        double share = 0.0;
        for (int i = 0; i < 100; ++i) {
          const double real = (static_cast<double>(fourth) + (i + 0.5) / 100.0) / 4.0;
          share +=
              std::exp(density.log_density({real, middle(level, kLevels), middle(name, kNames)})) /
              400.0;
        }
        const double deviation = std::sqrt(kDraws * share * (1.0 - share));
        EXPECT_NEAR((counts[{fourth, level, name}]), kDraws * share, 4.5 * deviation + 1.0);
      }
    }
  }
}

}  // namespace
}  // namespace efs::search
