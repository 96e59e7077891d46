#include "media.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <opencv2/core/utils/filesystem.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "model_facts.h"

namespace fs = cv::utils::fs;  // g++ 7 has no std::filesystem

namespace {

const std::vector<std::string> kPhotographs{".bmp", ".jpeg", ".jpg", ".png",
                                            ".tif", ".tiff", ".webp"};
const std::vector<std::string> kVideos{".avi",  ".m4v", ".mjpeg", ".mkv",  ".mov", ".mp4",
                                       ".mpeg", ".mpg", ".ts",    ".webm", ".y4m"};

/// Behind the last '/'.
std::string last_of(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);  // npos + 1 is 0
}

/// Where the suffix begins: ".jpg".
std::size_t suffix_at(const std::string& path) {
  const std::size_t dot = path.find_last_of('.');
  return dot == std::string::npos || path.find('/', dot) != std::string::npos ? path.size() : dot;
}

bool ends_in(const std::string& path, const std::vector<std::string>& suffixes) {
  std::string suffix = path.substr(suffix_at(path));
  std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
}

bool is_number(const std::string& word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
}

void add_folder(const std::string& name, std::vector<Source>& sources) {
  std::vector<cv::String> all;
  fs::glob(name, "*", all, true);
  std::vector<std::string> found;
  for (const std::string& path : all) {
    if (last_of(path)[0] != '.' && ends_in(path, kPhotographs)) found.push_back(path);
  }
  if (found.empty()) throw std::runtime_error(name + " has no photographs");
  std::sort(found.begin(), found.end());
  for (const std::string& path : found) {
    const std::size_t below = path.find_first_not_of('/', name.size());
    sources.push_back({Source::Kind::kPhotograph, path, path.substr(below)});
  }
}

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

bool exists(const std::string& path) { return fs::exists(path); }

std::string model_folder(const std::string& program_folder) {
  for (const std::string& folder : {program_folder, program_folder + "/.."}) {
    if (exists(folder + "/" + kModelFile)) return folder;
  }
  throw std::runtime_error(std::string(kModelFile) + " is neither in " + program_folder +
                           " nor above it");
}

std::vector<Source> sources_of(const std::vector<std::string>& names) {
  std::vector<Source> sources;
  for (const std::string& name : names) {
    const std::string camera = is_number(name) ? "/dev/video" + name : name;
    if (camera.compare(0, 10, "/dev/video") == 0) {
      sources.push_back({Source::Kind::kCamera, camera, "camera" + camera.substr(10) + ".mp4"});
    } else if (fs::isDirectory(name)) {
      add_folder(name, sources);
    } else if (!exists(name)) {
      throw std::runtime_error(name + " is not there");
    } else {
      const bool is_video = ends_in(name, kVideos);
      sources.push_back(
          {is_video ? Source::Kind::kVideo : Source::Kind::kPhotograph, name, last_of(name)});
    }
  }
  return sources;
}

Reader::Reader(const Source& source) : source_(source), begun_s_(now_s()) {
  if (!source.moves()) return;
  const std::string number = source.name.substr(std::min<std::size_t>(source.name.size(), 10));
  if (source.kind == Source::Kind::kCamera && is_number(number)) {
    capture_.open(std::stoi(number));
  } else {
    capture_.open(source.name);
  }
  if (!capture_.isOpened()) {
    throw std::runtime_error(source.kind == Source::Kind::kCamera
                                 ? "camera " + source.name +
                                       " cannot be opened; `ls /dev/video*` lists cameras"
                                 : source.name + " is no video that OpenCV reads");
  }
  if (const double rate = capture_.get(cv::CAP_PROP_FPS); rate > 0.0) rate_ = rate;
  if (source.kind == Source::Kind::kVideo)
    expected_ = static_cast<long>(capture_.get(cv::CAP_PROP_FRAME_COUNT));
}

bool Reader::next(Picture& picture) {
  if (!source_.moves()) {
    if (count_ > 0) return false;
    picture.bgr = cv::imread(source_.name);
    if (picture.bgr.empty())
      throw std::runtime_error(source_.name + " is no photograph that OpenCV reads");
  } else if (!capture_.read(picture.bgr)) {
    return false;
  }
  picture.number = count_;
  picture.time_s = source_.kind == Source::Kind::kCamera ? now_s() - begun_s_
                                                         : static_cast<double>(count_) / rate_;
  ++count_;
  return true;
}

void Reader::require_whole() const {
  const std::string count = std::to_string(count_);
  if (source_.kind == Source::Kind::kCamera) {
    throw std::runtime_error("camera " + source_.name + " ended after " + count +
                             " pictures; is it still connected?");
  }
  if (source_.kind == Source::Kind::kVideo && (count_ == 0 || count_ < expected_)) {
    throw std::runtime_error(source_.name + " ends in the middle, after " + count + " of " +
                             std::to_string(expected_) + " pictures; those are in the table");
  }
}

Drawn::Drawn(const std::string& folder, const Source& source) : moves_(source.moves()) {
  if (folder.empty()) return;
  path_ = folder + "/" + source.shown;
  if (moves_) path_ = path_.substr(0, suffix_at(path_)) + ".mp4";
  if (fs::exists(path_)) {
    throw std::runtime_error(path_ + " would be written twice: two inputs have this name");
  }
  fs::createDirectories(path_.substr(0, path_.find_last_of('/')));
}

void Drawn::add(const cv::Mat& picture, const std::vector<Face>& faces) {
  if (path_.empty()) return;
  cv::Mat drawn = picture.clone();
  for (const Face& face : faces) cv::rectangle(drawn, face.box, cv::Scalar(60, 220, 40), 2);
  bool written = true;
  if (!moves_) {
    written = cv::imwrite(path_, drawn);
  } else {
    if (!writer_.isOpened())
      writer_.open(path_, cv::VideoWriter::fourcc('m', 'p', '4', 'v'), 25.0, drawn.size());
    written = writer_.isOpened();
    if (written) writer_.write(drawn);
  }
  if (!written) throw std::runtime_error(path_ + " cannot be written");
}
