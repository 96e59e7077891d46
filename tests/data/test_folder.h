// A folder of its own for a test, with small photographs in it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <string>

#include "core/files/files.h"
#include "core/rng.h"

namespace efs::data {

class TestFolder {
 public:
  TestFolder() {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            (std::string("efs_data_") + info->test_suite_name() + "_" + info->name() + "_" +
             std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
    return path_ / name;
  }

  /// A photograph of noise, different for each seed; the extension chooses the file format.
  std::filesystem::path write_photo(const std::string& name, int width, int height,
                                    std::uint64_t seed) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    cv::Mat image(height, width, CV_8UC3);
    Rng rng(seed);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width * 3; ++x) {
        image.ptr(y)[x] = static_cast<unsigned char>(rng.integer(0, 255));
      }
    }
    cv::imwrite((path_ / name).string(), image);
    return path_ / name;
  }

  /// images/0.png ... and labels.txt with one 10 x 20 face at (5, 6) in each of 40 x 30 pixels.
  void write_dataset(int count) const {
    std::string labels;
    for (int i = 0; i < count; ++i) {
      const std::string name = std::to_string(i) + ".png";
      write_photo("images/" + name, 40, 30, static_cast<std::uint64_t>(i));
      labels += "# " + name + "\n5 6 15 26\n";
    }
    write("labels.txt", labels);
  }

 private:
  std::filesystem::path path_;
};

/// The message of the Error that `action` throws; fails the test if it throws none.
template <typename Action>
std::string error_message(Action action) {
  try {
    action();
  } catch (const std::exception& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

}  // namespace efs::data
