// What the program reads faces from, and where it draws them: photographs, folders, videos, cameras.
#pragma once

#include <opencv2/core.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <vector>

#include "detector.h"

struct Source {
  enum class Kind { kPhotograph, kVideo, kCamera };
  Kind kind = Kind::kPhotograph;
  std::string name;   // as it was named, or the photograph's path
  std::string shown;  // below the folder that was named
  bool moves() const { return kind != Kind::kPhotograph; }
};

bool exists(const std::string& path);

/// The folder with the model file: that of the program, or the one above (build/).
/// std::runtime_error: it is in neither.
std::string model_folder(const std::string& program_folder);

/// All that the words of the command line stand for. std::runtime_error: one is not there.
std::vector<Source> sources_of(const std::vector<std::string>& names);

struct Picture {
  long number = -1;
  double time_s = 0.0;
  cv::Mat bgr;
};

/// The pictures of a source, one after the other.
class Reader {
 public:
  /// std::runtime_error: it cannot be opened.
  explicit Reader(const Source& source);
  /// False: there are no more.
  bool next(Picture& picture);
  /// std::runtime_error: the source ended before its end.
  void require_whole() const;

 private:
  const Source& source_;
  cv::VideoCapture capture_;
  double rate_ = 25.0;
  long expected_ = 0;
  long count_ = 0;
  double begun_s_ = 0.0;
};

/// Pictures and videos with the boxes drawn in, below a folder; without one it does nothing.
class Drawn {
 public:
  Drawn(const std::string& folder, const Source& source);
  void add(const cv::Mat& picture, const std::vector<Face>& faces);

 private:
  std::string path_;
  bool moves_;
  cv::VideoWriter writer_;
};
