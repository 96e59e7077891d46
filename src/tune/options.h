// Everything that a search is told, as plain structs; cli/config turns YAML into it. torch-free.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset/dataset.h"
#include "detect/placement.h"
#include "device/latency.h"
#include "nn/network.h"
#include "nn/own/own_network.h"
#include "search/objectives/fitness.h"
#include "search/schedulers/strategy.h"
#include "search/space/space.h"
#include "train/options/options.h"
#include "tune/prefilter_options.h"
#include "tune/runtime_choice.h"

namespace efs::tune {

/// What latency is measured on.
struct LatencyTarget {
  /// In latency_ms.NAME; empty: the only target, latency_ms.
  std::string name;
  /// Of an agent on the board that is measured: "http://nano:7070"; empty: this machine.
  std::string url;
  std::filesystem::path token_file;      // the agent's token; empty: it asks for none
  std::filesystem::path ca_certificate;  // PEM, of https; empty: the system's
  /// Of this machine, or one that the agent offers. A study has a chosen one: choose_runtimes()
  /// (open_device.h) says what kAutoRuntime means.
  std::string runtime = kAutoRuntime;
  /// Why `auto` became it; empty: it was given, or the study says it.
  std::string runtime_reason;
  std::string precision = "fp32";
  int threads = 1;
  device::LatencyOptions protocol;
  double timeout_s = 600.0;  // of an agent: the longest that one measurement may take
};

struct LatencyTargets {
  /// At least one. latency_ms is that on the first.
  std::vector<LatencyTarget> all = {{}};
  /// Where measurements are kept between studies; empty: the user's cache folder.
  std::filesystem::path cache;
  /// false: measure anew, and keep that.
  bool reuse = true;
};

/// How training fills this machine.
struct WorkerOptions {
  /// Processes that train side by side. 0: chosen by a measurement when the search starts.
  int count = 0;
  /// Of each. 0: chosen.
  int threads = 0;
  /// In a stage with fewer trials than there are workers the trials get the idle ones' threads too
  /// (stage_threads.h): where `threads` was 0.
  bool lend_idle = false;
  /// A worker that gives no sign of life for so long has lost its trial to another.
  double lease_s = 120.0;
};

/// Workers as jobs of a Slurm cluster. Texts as sbatch takes them; empty: the cluster's default.
struct SlurmOptions {
  bool enabled = false;  // otherwise processes on this machine
  int max_workers = 4;
  std::string partition;
  std::string time_limit;           // "04:00:00"
  std::string memory;               // "8G", of a task
  std::string gpus;                 // "1", of a task
  std::vector<std::string> sbatch;  // more of its options: "--account=vision"
};

struct SearchOptions {
  /// Why `task: auto` became fitness.task; empty: it was given, or the study says it.
  std::string task_reason;
  data::DatasetOptions data;
  /// Where packed files are kept; empty: <study folder>/../.packed
  std::filesystem::path packed;
  /// Of the task faces: the lowest score threshold with at most so many false alarms an image on the
  /// validation images is deployed; nothing: the one with the best F1.
  std::optional<double> false_alarms_per_image;
  /// How an image fills a network's input.
  detect::Fit fit = detect::Fit::kStretch;
  /// Those that files brought, in the space by their names.
  std::vector<std::shared_ptr<const nn::OwnNetwork>> networks;
  /// What a trial's point of the space does not choose; the architecture is the point's.
  nn::NetworkOptions network;
  train::TrainOptions train;
  /// What backbones start from: a file, or kTorchvisionWeights (weights_choice.h); empty: fresh
  /// weights, drawn from the trial's seed as those of head and neck always are.
  std::string weights;
  /// The trial that teaches all others, as "STUDY" (its winner) or "STUDY:TRIAL"; empty: none. How
  /// much it counts: TrainOptions::distillation.
  std::string teacher;
  /// Studies whose trials samplers learn from, as if they were this one's.
  std::vector<std::string> warm_start;
  /// Of tune::tunable_parameters().
  search::Space space;
  /// Before anything is trained, the space shrinks to the networks that this leaves (prefilter/).
  std::optional<PrefilterOptions> prefilter;
  search::Strategy strategy;
  search::FitnessOptions fitness;
  LatencyTargets latency;
  WorkerOptions workers;
  SlurmOptions slurm;
  std::uint64_t seed = 0;
};

}  // namespace efs::tune
