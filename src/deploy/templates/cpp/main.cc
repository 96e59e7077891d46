// Finds faces in photographs, folders, videos and with a camera.
//
//   ./detect photo.jpg folder clip.mp4      prints a table of boxes
//   ./detect --out drawn photo.jpg          and draws them
//   ./detect /dev/video0 --frames 100       100 pictures of a camera
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "detector.h"
#include "media.h"
#include "model_facts.h"

namespace {

constexpr const char* kUsage =
    "usage: detect [--csv FILE] [--out FOLDER] [--threshold SCORE] [--frames N] INPUT...\n"
    "  INPUT        a photograph, a folder, a video, or a camera: its number or /dev/video0\n"
    "  --csv        new file for the table of boxes, instead of the screen\n"
    "  --out        new folder for pictures and videos with the boxes drawn in\n"
    "  --threshold  lowest score of a face\n"
    "  --frames     stop after so many pictures of each video or camera\n";

struct Options {
  std::vector<std::string> inputs;
  std::string csv, out;
  double threshold = kScoreThreshold;
  long frames = -1;
};

[[noreturn]] void show_usage(int status) {
  std::fputs(kUsage, status == 0 ? stdout : stderr);
  std::exit(status);
}

double number_of(const char* word) {
  char* end = nullptr;
  const double number = std::strtod(word, &end);
  if (end == word || *end != '\0') throw std::runtime_error(std::string(word) + " is no number");
  return number;
}

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--help") show_usage(0);
    if (word.compare(0, 2, "--") != 0) {
      options.inputs.push_back(word);
      continue;
    }
    if (++i == argc) show_usage(2);
    if (word == "--csv") {
      options.csv = argv[i];
    } else if (word == "--out") {
      options.out = argv[i];
    } else if (word == "--threshold") {
      options.threshold = number_of(argv[i]);
    } else if (word == "--frames") {
      options.frames = static_cast<long>(number_of(argv[i]));
    } else {
      show_usage(2);
    }
  }
  if (options.inputs.empty()) show_usage(2);
  for (const std::string& path : {options.csv, options.out}) {
    if (!path.empty() && exists(path))
      throw std::runtime_error(path + " exists; name a new file or folder");
  }
  return options;
}

/// A text as a field of CSV.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

class Table {
 public:
  Table(std::ostream& out, bool moves) : out_(out), moves_(moves) {
    out_ << "image_id" << (moves ? ",frame,time_s" : "") << ",x1,y1,x2,y2"
         << (kFindsFaces ? ",score" : "") << "\n";
  }

  void add(const Source& source, const Picture& picture, const Face& face) {
    char text[200];
    out_ << field(source.name);
    if (moves_ && source.moves()) {
      std::snprintf(text, sizeof text, ",%ld,%.3f", picture.number, picture.time_s);
      out_ << text;
    } else if (moves_) {
      out_ << ",,";
    }
    std::snprintf(text, sizeof text, ",%.2f,%.2f,%.2f,%.2f", face.box.x, face.box.y,
                  face.box.x + face.box.width, face.box.y + face.box.height);
    out_ << text;
    if (kFindsFaces) {
      std::snprintf(text, sizeof text, ",%.4f", face.score);
      out_ << text;
    }
    out_ << "\n";
  }

 private:
  std::ostream& out_;
  bool moves_;
};

/// Adds to `count`; throws where it cannot be read (to the end).
void run_source(const Source& source, const Options& options, Detector& detector, Table& table,
                long& count) {
  Reader reader(source);
  Drawn drawn(options.out, source);
  Picture picture;
  while (picture.number + 1 != options.frames && reader.next(picture)) {
    ++count;
    const auto faces = detector.find(picture.bgr, options.threshold);
    for (const Face& face : faces) table.add(source, picture, face);
    drawn.add(picture.bgr, faces);
  }
  if (picture.number + 1 != options.frames) reader.require_whole();
}

int run(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  const std::vector<Source> sources = sources_of(options.inputs);
  bool moves = false;
  for (const Source& source : sources) moves = moves || source.moves();
  std::string folder = argv[0];
  folder = folder.find('/') == std::string::npos ? "." : folder.substr(0, folder.rfind('/'));
  Detector detector(model_folder(folder));
  std::ofstream file;
  if (!options.csv.empty()) file.open(options.csv);
  Table table(options.csv.empty() ? std::cout : file, moves);
  const auto begun = std::chrono::steady_clock::now();
  long count = 0;
  bool failed = false;
  for (const Source& source : sources) {
    try {
      run_source(source, options, detector, table, count);
    } catch (const std::exception& error) {
      std::cerr << "detect: " << error.what() << "\n";
      failed = true;
    }
  }
  const double whole_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  if (count > 0) {
    std::fprintf(stderr, "%ld pictures in %.2f s: %.1f a second; the network alone %.2f ms\n",
                 count, whole_s, static_cast<double>(count) / whole_s,
                 1000.0 * detector.network_s() / static_cast<double>(count));
  }
  return failed ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "detect: " << error.what() << "\n";
    return 1;
  }
}
