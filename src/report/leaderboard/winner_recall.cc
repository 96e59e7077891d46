#include "report/leaderboard/winner_recall.h"

#include <cmath>
#include <exception>
#include <string>
#include <system_error>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/outside_json.h"

namespace efs::report {
namespace {

namespace fs = std::filesystem;

constexpr JsonLimits kRecallLimits{.bytes = 1 << 20, .depth = 4, .values = 10'000};
constexpr std::int64_t kMostCounted = std::int64_t{1} << 40;  // images, faces, false alarms
constexpr std::int64_t kLastTrial = 1'000'000'000;

/// `name`: of the number, for the message.
std::int64_t count_of(const Json& json, std::int64_t most, const char* name) {
  const auto count = whole_number(json, 0, most);
  if (!count) fail("{} is a whole number from 0 on", name);
  return *count;
}

std::size_t size_of(const Json& json, const char* name) {
  return static_cast<std::size_t>(count_of(json, kMostCounted, name));
}

double finite_of(const Json& json, const char* name) {
  const double value = json.is_number() ? json.get<double>() : std::nan("");
  if (!std::isfinite(value)) fail("{} is a finite number", name);
  return value;
}

detect::RecallPoint point_of(const Json& json) {
  if (!json.is_array() || json.size() != 3) fail("a point is false alarms, recall and score");
  const detect::RecallPoint point{.false_alarms = size_of(json[0], "a number of false alarms"),
                                  .recall = finite_of(json[1], "a recall"),
                                  .score = finite_of(json[2], "a score")};
  if (point.recall < 0.0 || point.recall > 1.0) fail("a recall is from 0 to 1");
  return point;
}

WinnerRecall recall_of(const Json& json) {
  WinnerRecall recall{.trial = static_cast<int>(count_of(json.at("trial"), kLastTrial, "trial")),
                      .images = size_of(json.at("images"), "images"),
                      .faces = size_of(json.at("faces"), "faces"),
                      .deployed = std::nullopt,
                      .points = {}};
  for (const Json& point : json.at("points")) recall.points.push_back(point_of(point));
  if (const Json& at = json.at("deployed"); !at.is_null()) {
    recall.deployed = {.threshold = finite_of(at.at("threshold"), "threshold"),
                       .right = size_of(at.at("right"), "right"),
                       .false_alarms = size_of(at.at("false_alarms"), "false_alarms"),
                       .faces = recall.faces,
                       .images = recall.images};
    if (recall.deployed->right > recall.faces) fail("right is at most faces");
  }
  return recall;
}

[[noreturn]] void refuse_recall(const std::string& name, const std::exception& reason) {
  fail("{}: not the recall over false alarms of a model ({}); delete it and run `efs report` again",
       name, reason.what());
}

}  // namespace

std::optional<WinnerRecall> load_winner_recall(const fs::path& study_folder) {
  const fs::path file = study_folder / "best" / "recall_curve.json";
  std::error_code none;
  if (!fs::exists(file, none)) return std::nullopt;
  const std::string name = file.string();
  const Json json = parse_outside_json(read_file(file, kRecallLimits.bytes), name, kRecallLimits);
  try {
    return recall_of(json);
  } catch (const Json::exception& reason) {
    refuse_recall(name, reason);
  } catch (const Error& reason) {
    refuse_recall(name, reason);
  }
}

}  // namespace efs::report
