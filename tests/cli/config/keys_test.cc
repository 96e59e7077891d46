// What holds for every row of the table of keys, walked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <set>

#include "cli/config/config_changes.h"
#include "cli/config/key.h"
#include "cli/config/search_config.h"
#include "support/message_of.h"
#include "tune/candidate.h"

namespace efs::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Together they give every key another value than its default.
const std::vector<std::string> kGiven{
    R"(
seed: 3
input: 96
tap: 0
width: 0.5
neck: merge
head: center
weights: w.pth
teacher: runs/x:3
data: {images: a, labels: b, format: csv, faces: largest, folds: f, train_folds: [1],
       validation_folds: [2], validation_share: 0.3, near_duplicates: n, max_skipped_share: 0.1,
       crops: true, packed: p, class: face, orientation: stored, clip: none,
       validation_images: v, validation_labels: w, groups: person}
space:
  architectures: [mobilenet_v2]
  tap: [16, 32]
  width: {values: [0.5, 1], only_for: [mobilenet_v2]}
  neck: [none, merge]
  head: [gap, center]
  input: {low: 64, high: 96, step: 32}
  loss: [l1, giou + 5 * l1]
  augmentation: [none, light]
  batch_size: [8, 16]
  optimizer: [adam, sgd]
  weight_decay: {low: 0.01, high: 0.1, log: true, only_if: {optimizer: [sgd]}}
  learning_rate: [0.01]
objectives: [maximize val_iou, minimize latency_ms]
budget: {trials: 4, epochs: 50, hours: 2.5, target_fitness: 0.7, patience_epochs: 9}
warm_start: [runs/y]
fitness: {expression: val_iou, direction: minimize, target_latency_ms: 7,
          constraints: [latency_ms <= 7]}
train: {optimizer: sgd, momentum: 0.8, schedule: constant, warmup_epochs: 1, batch_size: 8,
        weight_decay: 0.1, decay_all: true, clip_norm: 1, loss: l1, smooth_l1_beta: 2,
        augmentation: light, label_jitter: 0.1, average_decay: 0.9, recalibration_batches: 2,
        freeze_backbone_epochs: 1, distillation: 1, patience: 4, precision: bf16, device: cpu}
latency: {url: 'http://nano:7070', token_file: t, ca_cert: c, runtime: trtexec, precision: int8,
          threads: 2, cpus: [1], cool_down_s: 3, timeout_s: 100, cache: k, reuse: false}
search: {scheduler: asha, sampler: random, startup_trials: 4, population: 8, min_epochs: 2,
         max_epochs: 30, reduction: 2, stop: [median], grace_epochs: 4, executor: slurm, workers: 2,
         threads_per_worker: 3, lease_s: 60.5}
slurm: {max_workers: 2, partition: p, time_limit: '01:00:00', memory: 4G, gpus: 1, sbatch: [--x]}
)",
    R"(
stages: [{epochs: 3, keep: 2}, {epochs: 9, keep: 1}]
restart: true
targets: [{name: nano, url: 'http://nano:7070'}, {name: cpu, threads: 2}]
)",
    R"(
task: faces
fit: stretch
faces: {false_alarms: 0.01}
input: 320x240
finest: 16
levels: 2
neck_width: 32
head_width: 48
head_units: 1
head_conv: ordinary
head_shared: false
train: {assigner: center}
space: {architectures: [resnet18], finest: [8, 16], levels: [1, 2], neck_width: [16, 64],
        head_width: {low: 16, high: 64, step: 16}, head_units: [0, 1],
        head_conv: [depthwise, ordinary], head_shared: [true, false], input: [128, 320x240],
        assigner: [simota, center]}
)",
    R"(
networks: {mine: "stem: cn_s2_c8\nstages: [cn_s2_c16]\n"}
space: {architectures: [blocks], stem_width: [8, 16], stage2_block: [inverted, ordinary],
        stage3_kernel: 5, prefilter: {candidates: 100, latency_ms: [[0.1, 0.2], [0.2, 0.5]]}}
search: {scheduler: asha, sampler: random}
)"};

tune::SearchOptions parse(const std::string& text) {
  auto config = Config::parse(text, "test.yaml");
  return parse_search_config(config);
}

std::string path_of(const Section& section, const Key& key) {
  return section.name.empty() ? key.name : section.name + "." + key.name;
}

/// The values of one row: as YAML; nothing where study.yaml leaves it out.
std::optional<std::string> written(const Key& key, const tune::SearchOptions& options) {
  if (key.written && !key.written(options)) return std::nullopt;
  YAML::Emitter out;
  key.write(out, options);
  return out.c_str();
}

TEST(Keys, EachReadsWhatItWrites) {
  const auto defaults = parse("");
  std::set<std::string> changed;
  for (const std::string& text : kGiven) {
    const auto options = parse(text);
    const auto again = parse(resolved_yaml(options));
    EXPECT_EQ(resolved_yaml(again), resolved_yaml(options));
    for (const Section& section : sections()) {
      for (const Key& key : section.keys) {
        EXPECT_EQ(written(key, again), written(key, options)) << path_of(section, key);
        if (written(key, options) != written(key, defaults)) changed.insert(path_of(section, key));
      }
    }
  }
  for (const Section& section : sections()) {
    for (const Key& key : section.keys) {
      if (key.name == "preset") continue;  // study.yaml says what it came to
      EXPECT_TRUE(changed.contains(path_of(section, key)))
          << path_of(section, key) << " is not read, or kGiven has no value for it";
    }
  }
}

void expect_rows(const std::string& yaml) {
  for (const auto& top : YAML::Load(yaml)) {
    const auto name = top.first.as<std::string>();
    if (find_key(name) != nullptr) continue;
    for (const auto& entry : top.second) {
      const std::string path = name + "." + entry.first.as<std::string>();
      EXPECT_NE(find_key(path), nullptr) << path;
    }
  }
}

TEST(Keys, AreAllThatIsWritten) {
  expect_rows(config_template());
  expect_rows(resolved_yaml(parse("")));
  for (const std::string& text : kGiven) expect_rows(resolved_yaml(parse(text)));
}

/// What lies just outside.
std::vector<std::string> outside(const NumberRange& range) {
  std::vector<std::string> values;
  if (std::isfinite(range.low)) {
    values.push_back(fmt::format("{:.15g}", range.low_excluded ? range.low : range.low - 1));
  }
  if (std::isfinite(range.high)) {
    values.push_back(fmt::format("{:.15g}", range.high_excluded ? range.high : range.high + 1));
  }
  return values;
}

TEST(Keys, RefuseWhatIsOutOfTheirRange) {
  int refused = 0;
  for (const Section& section : sections()) {
    for (const Key& key : section.keys) {
      for (const std::string& value : outside(key.notes.range)) {
        const bool top = section.name.empty();
        const std::string text =
            (top ? "" : section.name + ":\n  ") + key.name + ": " + value + "\n";
        EXPECT_THAT(message_of([&] { parse(text); }),
                    StartsWith(top ? "test.yaml:1:" : "test.yaml:2:"))
            << text;
        EXPECT_THAT(message_of([&] { parse(text); }), HasSubstr(path_of(section, key))) << text;
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 50);
}

TEST(Keys, ThatTheSpaceChoosesHaveTheSameRangeThere) {
  const std::string search =
      "search: {scheduler: asha, sampler: random}\nbudget: {trials: 3}\nspace:\n  ";
  int refused = 0;
  for (const tune::TunableParameter& row : tune::tunable_parameters()) {
    const Key* key = find_key(row.name);
    if (key == nullptr) key = find_key("train." + row.name);
    if (key == nullptr) continue;
    const NumberRange& range = key->notes.range;
    const std::string least = fmt::format("{:.15g}", range.low);
    for (const std::string& value : outside(range)) {
      const std::string list = search + row.name + ": [" + least + ", " + value + "]";
      EXPECT_THAT(message_of([&] { parse(list); }), StartsWith("test.yaml:4:"));
      EXPECT_THAT(message_of([&] { parse(list); }),
                  AllOf(HasSubstr(row.name + "[1]"), HasSubstr("must be")));
      const bool below = std::stod(value) < range.low;
      const std::string ends = search + row.name + ": {low: " + (below ? value : least) +
                               ", high: " + (below ? least : value) + "}";
      EXPECT_THAT(message_of([&] { parse(ends); }), StartsWith("test.yaml:4:"));
      EXPECT_THAT(message_of([&] { parse(ends); }), HasSubstr("must be"));
      ++refused;
    }
  }
  EXPECT_GE(refused, 6);
  EXPECT_THAT(message_of([&] { parse("space: {optimizer: [adan]}"); }), HasSubstr("'adam'"));
  EXPECT_THAT(message_of([&] { parse("space: {neck: {values: [mrge]}}"); }), HasSubstr("'merge'"));
}

TEST(Keys, SayWhatMayChange) {
  const auto of = [](const std::string& key, const std::string& before, const std::string& after) {
    return changeable({key, before, after});
  };
  EXPECT_EQ(of("data.images", "a", "b"), Changeable::kPlace);
  EXPECT_EQ(of("data.faces", "single", "largest"), Changeable::kNever);
  EXPECT_EQ(of("weights", "a.pth", "b.pth"), Changeable::kPlace);
  EXPECT_EQ(of("weights", "", "b.pth"), Changeable::kNever);
  EXPECT_EQ(of("latency.url", "http://a", "http://b"), Changeable::kPlace);
  EXPECT_EQ(of("targets.nano.url", "http://a", "http://b"), Changeable::kPlace);
  EXPECT_EQ(of("targets.nano.url", "http://a", ""), Changeable::kNever);
  EXPECT_EQ(of("targets.nano.threads", "1", "2"), Changeable::kNever);
  EXPECT_EQ(of("targets.nano.timeout_s", "1", "2"), Changeable::kMachine);
  EXPECT_EQ(of("latency.reuse", "true", "false"), Changeable::kMachine);
  EXPECT_EQ(of("search.lease_s", "1", "2"), Changeable::kMachine);
  EXPECT_EQ(of("search.sampler", "tpe", "random"), Changeable::kNever);
  EXPECT_EQ(of("slurm.memory", "", "8G"), Changeable::kMachine);
  EXPECT_EQ(of("budget.hours", "", "8"), Changeable::kEnd);
  EXPECT_EQ(of("budget", "{}", ""), Changeable::kEnd);
  EXPECT_EQ(of("stages", "[]", "[{}]"), Changeable::kEnd);
  EXPECT_EQ(of("space.width.only_if.head", "[gap]", "[center]"), Changeable::kNever);
  EXPECT_EQ(of("colour", "red", "blue"), Changeable::kNever);
}

TEST(Template, NamesEveryChoice) {
  const std::string text = config_template();
  for (const char* words : {"auto, opencv, onnxruntime, tensorrt, torch", "celeba, fddb, csv, yolo",
                            "smooth_l1, l1, iou, giou, diou, ciou, eiou", "adam, adamw, sgd"}) {
    EXPECT_THAT(text, HasSubstr(words));
  }
  EXPECT_THAT(text, testing::Not(HasSubstr("`")));
}

}  // namespace
}  // namespace efs::cli
