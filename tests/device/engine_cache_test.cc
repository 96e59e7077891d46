#include "device/runtimes/engine_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/files/files.h"
#include "support/temporary_folder.h"

namespace efs::device {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

EngineKey some_key() { return {"abc", "fp16", "8.2.1", "NVIDIA Tegra X1", "5.3"}; }

class EngineCacheTest : public testing::Test {
 protected:
  EngineCache cache(std::uint64_t most_bytes = 1U << 20) {
    return EngineCache(
        folder_ / "engines", [this](const std::string& words) { told_.push_back(words); },
        most_bytes);
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_ / "engines"))
      found.push_back(entry.path());
    return found;
  }

  TemporaryFolder folder_;
  std::vector<std::string> told_;
};

TEST_F(EngineCacheTest, GivesBackWhatWasKept) {
  const std::string engine("bytes\n\0of any kind\xff", 19);
  EXPECT_FALSE(cache().engine(some_key()));
  cache().keep_engine(some_key(), engine);
  EXPECT_EQ(cache().engine(some_key()), engine);
  cache().keep_engine(some_key(), "");
  EXPECT_EQ(cache().engine(some_key()), "");
  EXPECT_THAT(files(), testing::SizeIs(1));
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(EngineCacheTest, AnEngineHoldsForAllOfItsKey) {
  cache().keep_engine(some_key(), "engine");
  for (std::string EngineKey::*part :
       {&EngineKey::model_digest, &EngineKey::precision, &EngineKey::tensorrt_version,
        &EngineKey::gpu, &EngineKey::compute_capability}) {
    EngineKey other = some_key();
    other.*part += "1";
    EXPECT_FALSE(cache().engine(other)) << other.*part;
  }
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(EngineCacheTest, TimingsHoldForAllModelsOfAGpu) {
  cache().keep_timings(some_key(), "timings");
  EXPECT_FALSE(cache().engine(some_key()));
  EngineKey other = some_key();
  other.model_digest = "def";
  other.precision = "fp32";
  EXPECT_EQ(cache().timings(other), "timings");
  other.gpu = "NVIDIA Orin";
  EXPECT_FALSE(cache().timings(other));
}

TEST_F(EngineCacheTest, ADamagedFileIsToldOfAndMadeAnew) {
  cache().keep_engine(some_key(), "the engine's bytes");
  const fs::path path = files().front();
  const std::string good = read_file(path);
  std::string flipped = good;
  flipped[good.size() - 3] = static_cast<char>(flipped[good.size() - 3] ^ 1);
  for (const std::string& bad : {std::string(), good.substr(0, 20), good.substr(0, good.size() - 1),
                                 good + "x", flipped, std::string("{}\n"), std::string("[\n")}) {
    std::ofstream(path, std::ios::binary) << bad;
    told_.clear();
    EXPECT_FALSE(cache().engine(some_key()));
    EXPECT_THAT(told_, ElementsAre(HasSubstr(path.string() + " is damaged and made anew")));
  }
  cache().keep_engine(some_key(), "again");
  EXPECT_EQ(cache().engine(some_key()), "again");
}

TEST_F(EngineCacheTest, AFileOfAnotherKeyIsNotTaken) {
  cache().keep_engine(some_key(), "engine");
  const fs::path first = files().front();
  EngineKey other = some_key();
  other.model_digest = "def";
  cache().keep_engine(other, "another");
  for (const fs::path& path : files()) {
    if (path != first) fs::copy_file(first, path, fs::copy_options::overwrite_existing);
  }
  EXPECT_FALSE(cache().engine(other));
  EXPECT_THAT(told_, ElementsAre(HasSubstr("of another model, TensorRT or GPU")));
}

TEST_F(EngineCacheTest, WhatWasNotUsedForLongestGoesFirst) {
  const std::string engine(1000, 'e');
  const EngineCache small = cache(4000);
  const auto key = [](int model) {
    EngineKey made = some_key();
    made.model_digest = std::to_string(model);
    return made;
  };
  for (int model = 0; model < 3; ++model) {
    small.keep_engine(key(model), engine);
    // As if it had been some time ago, the first the longest.
    for (const fs::path& path : files()) {
      fs::last_write_time(path, fs::last_write_time(path) - std::chrono::hours(1));
    }
  }
  EXPECT_TRUE(small.engine(key(0)));  // used now
  small.keep_engine(key(3), engine);
  EXPECT_TRUE(small.engine(key(0)));
  EXPECT_FALSE(small.engine(key(1)));
  EXPECT_TRUE(small.engine(key(3)));
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(EngineCacheTest, LeavesFilesOfOthersAlone) {
  const EngineCache small = cache(3000);
  small.keep_engine(some_key(), "engine");
  const std::string digest(64, 'a');
  for (const std::string& name : {std::string("thesis.tex"), digest, digest + ".engine.old"}) {
    write_file_atomically(folder_ / "engines" / name, std::string(5000, 'x'));
  }
  small.keep_timings(some_key(), std::string(2900, 't'));
  for (const std::string& name : {std::string("thesis.tex"), digest, digest + ".engine.old"}) {
    EXPECT_TRUE(fs::exists(folder_ / "engines" / name)) << name;
  }
  EXPECT_FALSE(small.engine(some_key()));
}

TEST_F(EngineCacheTest, AFolderThatCannotBeWrittenIsToldOf) {
  write_file_atomically(folder_ / "engines", "a file where the folder should be");
  cache().keep_engine(some_key(), "engine");
  EXPECT_THAT(told_, ElementsAre(HasSubstr("the engine is not kept for the next time")));
  EXPECT_FALSE(cache().engine(some_key()));
}

}  // namespace
}  // namespace efs::device
