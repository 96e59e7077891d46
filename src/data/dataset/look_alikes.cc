#include "data/dataset/look_alikes.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <opencv2/core/utility.hpp>
#include <tuple>

#include "core/error.h"
#include "core/files/files.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

using Samples = std::vector<const Sample*>;

/// In FDDB every pair of 2,223 photographs below it is a true one, and all 31 known pairs are below
/// 0.03; the first false one is at 0.228.
constexpr double kAlike = 0.22;

/// Of the thousands of a fixed camera.
constexpr std::size_t kMostPartners = 20;

/// Pairs of `from` and the samples of `others` from index first_other(i) on.
template <typename FirstOther>
std::vector<LookAlike> find_pairs(const Samples& from, const Samples& others,
                                  FirstOther first_other) {
  std::vector<LookAlike> pairs;
  std::mutex mutex;
  cv::parallel_for_(cv::Range(0, static_cast<int>(from.size())), [&](const cv::Range& range) {
    std::vector<LookAlike> found, partners;
    for (auto i = static_cast<std::size_t>(range.start); i < static_cast<std::size_t>(range.end);
         ++i) {
      for (std::size_t j = first_other(i); j < others.size(); ++j) {
        const Sample &a = *from[i], &b = *others[j];
        const double apart = difference(a.looks, b.looks);
        if (apart < kAlike && a.image_id != b.image_id) partners.push_back({&a, &b, apart});
      }
      std::ranges::sort(partners, {}, &LookAlike::difference);
      partners.resize(std::min(partners.size(), kMostPartners));
      found.insert(found.end(), partners.begin(), partners.end());
      partners.clear();
    }
    const std::lock_guard lock(mutex);
    pairs.insert(pairs.end(), found.begin(), found.end());
  });
  std::ranges::sort(pairs, {}, [](const LookAlike& pair) {
    return std::tie(pair.difference, pair.a->image_id, pair.b->image_id);
  });
  return pairs;
}

/// The samples and a crop of each cropped photograph.
Samples of_photographs(const std::vector<std::size_t>& chosen, const Dataset& dataset,
                       bool with_crops) {
  Samples samples;
  for (const std::size_t i : chosen) samples.push_back(&dataset.samples[i]);
  if (!with_crops) return samples;
  const Sample* last = nullptr;
  for (const Sample& crop : dataset.crops) {
    if (last == nullptr || last->image_id != crop.image_id) samples.push_back(&crop);
    last = &crop;
  }
  return samples;
}

}  // namespace

std::vector<LookAlike> look_alikes_across(const Dataset& dataset) {
  return find_pairs(of_photographs(dataset.train, dataset, true),
                    of_photographs(dataset.validation, dataset, false),
                    [](std::size_t) { return std::size_t{0}; });
}

std::vector<LookAlike> look_alikes_among(const Dataset& dataset) {
  std::vector<std::size_t> all(dataset.samples.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Samples samples = of_photographs(all, dataset, true);
  return find_pairs(samples, samples, [](std::size_t i) { return i + 1; });
}

std::string look_alikes_warning(std::span<const LookAlike> across) {
  if (across.empty()) return {};
  std::vector<std::string> lines;
  for (const LookAlike& pair : across) {
    lines.push_back(fmt::format("{} trains, {} validates", excerpt(pair.a->image_id),
                                excerpt(pair.b->image_id)));
  }
  return fmt::format(
      "photographs on both sides of the division look alike (pairs: {}), which makes the "
      "validation too good; write them to a file (efs data check --look-alikes FILE), remove the "
      "pairs that are not the same scene, and name it as data.near_duplicates, or name groups "
      "(data.groups):{}",
      across.size(), first_lines(lines));
}

void warn_of_look_alikes(const Dataset& dataset) {
  const std::string warning = look_alikes_warning(look_alikes_across(dataset));
  if (!warning.empty()) spdlog::warn("{}", warning);
}

void write_look_alikes(const std::filesystem::path& path, std::span<const LookAlike> pairs) {
  std::string text;
  for (const LookAlike& pair : pairs) {
    text += fmt::format("{}\t{}\n", pair.a->image_id, pair.b->image_id);
  }
  AtomicFile file(path);
  file.write(text);
  if (!file.commit_new()) fail("{} exists; name a new file for the look-alikes", path.string());
}

}  // namespace efs::data
