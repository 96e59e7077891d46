// efs deploy: the programs that it writes find the faces that efs predict finds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "cli/faces/small_faces.h"
#include "core/files/files.h"
#include "core/process/child_process.h"
#include "support/browser.h"

namespace efs {
namespace {

using ::testing::HasSubstr;
using testing::run_efs;
using testing::run_program;
namespace fs = std::filesystem;

constexpr double kMostPixels = 0.5;

/// x1 y1 x2 y2 by image, the leftmost face first.
using Boxes = std::map<std::string, std::vector<std::vector<double>>>;

/// Of the table that efs predict and the programs write.
Boxes boxes_of(const std::string& csv) {
  Boxes boxes;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  std::vector<std::string> columns;
  std::istringstream header(line);
  for (std::string column; std::getline(header, column, ',');) columns.push_back(column);
  const auto first = std::ranges::find(columns, "x1") - columns.begin();
  while (std::getline(lines, line)) {
    std::vector<std::string> fields;
    std::istringstream words(line);
    for (std::string field; std::getline(words, field, ',');) fields.push_back(field);
    std::vector<double> box;
    for (auto i = first; i < first + 4; ++i) {
      box.push_back(std::stod(fields.at(static_cast<std::size_t>(i))));
    }
    boxes[fs::path(fields.at(0)).filename()].push_back(box);
  }
  for (auto& [name, some] : boxes) std::ranges::sort(some);
  return boxes;
}

void expect_same(const Boxes& expected, const Boxes& actual) {
  ASSERT_EQ(actual.size(), expected.size());
  for (const auto& [name, some] : expected) {
    const auto& other = actual.at(name);
    ASSERT_EQ(other.size(), some.size()) << name;
    for (std::size_t i = 0; i < some.size(); ++i) {
      for (std::size_t side = 0; side < 4; ++side) {
        EXPECT_NEAR(other[i][side], some[i][side], kMostPixels) << name << " face " << i;
      }
    }
  }
}

/// A detector of each task and fifty drawn pictures, of which one is turned by its metadata.
class Deploy : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_ = new TemporaryFolder;
    faces_ = new testing::SmallFaces(100);
    train("single", {"task=single", "fit=stretch"});
    train("faces", {"task=faces", "fit=letterbox"});
    const auto drawn = run_efs({"data", "synth", path("pictures"), "--images", "50", "--side",
                                "160", "--faces", "0-3", "--seed", "11"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  }
  static void TearDownTestSuite() {
    delete faces_;
    delete shared_;
  }
  static void train(const std::string& name, std::vector<std::string> keys) {
    keys.emplace_back("stages=[{epochs: 16, keep: 1}]");
    const auto trained = run_efs(faces_->words("search", path(name), keys));
    ASSERT_EQ(trained.exit_code, 0) << trained.err;
    fs::copy_file(path(name + "/best/model.onnx"), path(name + ".onnx"));
  }
  static std::string path(const std::string& name) { return (*shared_ / name).string(); }
  static std::string pictures() { return path("pictures/images"); }

  static Boxes predicted(const std::string& model) {
    const std::string file = path(model + ".onnx");
    const auto result = run_efs({"predict", file, pictures(), "--threshold", "0.3"});
    if (result.exit_code == 0) return boxes_of(result.out);
    return boxes_of(run_efs({"predict", file, pictures()}).out);
  }
  /// A new folder of the test's own.
  std::string deployed(const std::string& model, const std::string& kind) {
    const std::string folder = (folder_ / (model + " " + kind)).string();
    // What has no ONNX file in its folder is made of the study itself.
    const std::string source = kind == "ncnn" ? path(model) : path(model + ".onnx");
    const auto result = run_efs({"deploy", source, "--to", kind, folder});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return folder;
  }
  /// What its program prints of all pictures.
  static std::string found(const std::string& program, std::vector<std::string> words, bool faces) {
    words.push_back(pictures());
    if (faces) words.insert(words.end(), {"--threshold", "0.3"});
    const auto result = run_program(program, words);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("50 pictures in"));
    return result.out;
  }

  TemporaryFolder folder_;
  static TemporaryFolder* shared_;
  static testing::SmallFaces* faces_;
};

TemporaryFolder* Deploy::shared_ = nullptr;
testing::SmallFaces* Deploy::faces_ = nullptr;

struct Model {
  const char* name;
  bool finds_faces;
};
constexpr Model kModels[] = {{"single", false}, {"faces", true}};

class DeployPython : public Deploy, public ::testing::WithParamInterface<const char*> {};

TEST_P(DeployPython, FindsWhatPredictFinds) {
  for (const Model& model : kModels) {
    const std::string folder = deployed(model.name, GetParam());
    expect_same(predicted(model.name),
                boxes_of(found(EFS_PYTHON, {folder + "/detect.py"}, model.finds_faces)));
  }
}

INSTANTIATE_TEST_SUITE_P(Runtimes, DeployPython,
                         ::testing::Values("python-opencv", "python-onnxruntime", "ncnn"));

TEST_F(Deploy, ACppProgramFindsWhatPredictFinds) {
  for (const Model& model : kModels) {
    const std::string folder = deployed(model.name, "cpp-opencv");
    const auto configured = run_program("/usr/bin/cmake", {"-S", folder, "-B", folder + "/build"});
    ASSERT_EQ(configured.exit_code, 0) << configured.err;
    const auto built = run_program("/usr/bin/cmake", {"--build", folder + "/build"});
    ASSERT_EQ(built.exit_code, 0) << built.out;
    expect_same(predicted(model.name),
                boxes_of(found(folder + "/build/detect", {}, model.finds_faces)));
  }
}

/// A page's folder, as its README says: with the runtime, over http.
class PageFolder {
 public:
  explicit PageFolder(const std::string& folder)
      : server_({EFS_PYTHON, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory",
                 folder},
                "") {
    const auto got = run_program(folder + "/get_runtime.sh", {});
    if (got.exit_code != 0) throw std::runtime_error(got.err);
    std::string line;  // Serving HTTP on 127.0.0.1 port 40001 (...)
    server_.read_line(line, 60.0);
    const std::size_t at = line.find("port ");
    if (at == std::string::npos) throw std::runtime_error("no server: " + line);
    url_ = "http://localhost:" + std::to_string(std::stoi(line.substr(at + 5))) + "/";
  }
  const std::string& url() const { return url_; }

 private:
  ChildProcess server_;
  std::string url_;
};

constexpr const char* kIsReady = "document.getElementById('status').textContent === 'Ready'";

TEST_F(Deploy, ThePageFindsWhatPredictFinds) {
  for (const Model& model : kModels) {
    const std::string folder = deployed(model.name, "web");
    fs::copy(pictures(), folder + "/pictures");
    const PageFolder page(folder);
    testing::Browser browser;
    browser.open(page.url());
    ASSERT_TRUE(browser.wait_until(kIsReady)) << browser.text("#status");
    Json names = Json::array();
    for (const auto& entry : fs::directory_iterator(pictures())) {
      names.push_back(entry.path().filename());
    }
    const std::string table = browser.evaluate(
        "(async names => { for (const name of names) {"
        "const blob = await (await fetch('pictures/' + name)).blob();"
        "await openFiles([new File([blob], name, {type: blob.type})]); }"
        "return table.map(row => row.join(',') + '\\n').join(''); })(" +
        names.dump() + ")");
    expect_same(
        boxes_of(run_efs({"predict", path(model.name + std::string(".onnx")), pictures()}).out),
        boxes_of(table));
    EXPECT_THAT(browser.problems(), ::testing::IsEmpty());
  }
}

TEST_F(Deploy, ThePageFindsTheFaceOfACamera) {
  const std::string folder = deployed("single", "web");
  const PageFolder page(folder);
  const std::string picture = pictures() + "/000001.jpg";
  const std::string frame = (folder_ / "frame.png").string(),
                    video = (folder_ / "camera.y4m").string();
  for (const auto& words :
       {std::vector<std::string>{frame}, {"-pix_fmt", "yuv420p", "-r", "10", video}}) {
    std::vector<std::string> all{"-v", "error", "-i", picture, "-vf", "scale=640:480"};
    all.insert(all.end(), words.begin(), words.end());
    ASSERT_EQ(run_program("/usr/bin/ffmpeg", all).exit_code, 0);
  }
  testing::Browser browser(
      {.flags = {"--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                 "--use-file-for-fake-video-capture=" + video}});
  browser.open(page.url());
  ASSERT_TRUE(browser.wait_until(kIsReady)) << browser.text("#status");
  browser.click("#camera");
  ASSERT_TRUE(browser.wait_until("table.length > 3")) << browser.text("#status");
  EXPECT_THAT(browser.text("#status"), HasSubstr("pictures a second"));
  const Boxes expected = boxes_of(run_efs({"predict", path("single.onnx"), frame}).out);
  const Json row = browser.evaluate("table[2].slice(3).map(Number)");
  const auto& box = expected.begin()->second.at(0);
  for (std::size_t side = 0; side < 4; ++side) {
    EXPECT_NEAR(row.at(side).get<double>(), box[side],
                8.0);  // of 640: the video has half the colours
  }
  // The boxes lie over the video, and over nothing else.
  EXPECT_EQ(browser.evaluate("boxes.getBoundingClientRect().toJSON()"),
            browser.evaluate("video.getBoundingClientRect().toJSON()"));
  EXPECT_THAT(browser.problems(), ::testing::IsEmpty());
}

TEST_F(Deploy, AVideoThatEndsInTheMiddleIsReadUntilThere) {
  const std::string folder = deployed("single", "python-onnxruntime");
  const std::string video = (folder_ / "clip.mp4").string();
  ASSERT_EQ(
      run_program("/usr/bin/ffmpeg", {"-v", "error", "-framerate", "10", "-pattern_type", "glob",
                                      "-i", pictures() + "/0000*.jpg", "-vf", "scale=160:120",
                                      "-pix_fmt", "yuv420p", "-movflags", "+faststart", video})
          .exit_code,
      0);
  const auto whole = run_program(EFS_PYTHON, {folder + "/detect.py", video});
  EXPECT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_THAT(whole.out, HasSubstr("image_id,frame,time_s,x1,y1,x2,y2\n"));
  EXPECT_THAT(whole.out, HasSubstr("clip.mp4,49,4.900,"));
  const std::string bytes = read_file(video);
  write_file_atomically(folder_ / "cut.mp4", bytes.substr(0, bytes.size() * 2 / 3));
  for (const char* kind : {"python-onnxruntime", "python-opencv"}) {
    const std::string other =
        kind == std::string("python-opencv") ? deployed("single", kind) : folder;
    const auto cut =
        run_program(EFS_PYTHON, {other + "/detect.py", (folder_ / "cut.mp4").string()});
    EXPECT_EQ(cut.exit_code, 1);
    EXPECT_THAT(cut.out, HasSubstr("cut.mp4,10,1.000,"));
    EXPECT_THAT(cut.err, HasSubstr("cut.mp4 ends in the middle"));
  }
}

TEST_F(Deploy, RefusesAFolderThatIsThereAndKindsThatAreNot) {
  const auto there =
      run_efs({"deploy", path("single.onnx"), "--to", "python-opencv", folder_.path().string()});
  EXPECT_NE(there.exit_code, 0);
  EXPECT_THAT(there.err, HasSubstr("name a new folder"));
  const auto kind =
      run_efs({"deploy", path("single.onnx"), "--to", "python-opencw", folder_.path() / "new"});
  EXPECT_EQ(kind.exit_code, 2);
  EXPECT_THAT(kind.err, HasSubstr("python-opencv"));
  EXPECT_FALSE(fs::exists(folder_.path() / "new"));
}

TEST_F(Deploy, ModelsOfOtherProgramsAreRefused) {
  write_file_atomically(folder_ / "other.onnx", "no model");
  const auto other = run_efs(
      {"deploy", (folder_ / "other.onnx").string(), "--to", "web", (folder_ / "new").string()});
  EXPECT_NE(other.exit_code, 0);
  EXPECT_THAT(other.err, HasSubstr("other.onnx"));
  EXPECT_FALSE(fs::exists(folder_ / "new"));
}

TEST_F(Deploy, ProgramsSayWhatIsMissing) {
  const std::string folder = deployed("single", "python-opencv");
  const auto missing = run_program(EFS_PYTHON, {folder + "/detect.py", "nowhere.jpg"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("nowhere.jpg is not there"));
  const auto camera = run_program(EFS_PYTHON, {folder + "/detect.py", "/dev/video77"});
  EXPECT_EQ(camera.exit_code, 1);
  EXPECT_THAT(camera.err, HasSubstr("camera /dev/video77 cannot be opened"));
}

}  // namespace
}  // namespace efs
