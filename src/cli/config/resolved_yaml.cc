#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "cli/config/names.h"
#include "cli/config/search_config.h"
#include "cli/config/strategy_config.h"

namespace efs::cli {
namespace {

/// The shortest text that reads back as the same number.
std::string shortest(double value) { return fmt::format("{}", value); }

void write_network(YAML::Emitter& out, const nn::NetworkOptions& network) {
  out << YAML::Key << "input" << YAML::Value << network.input;
  out << YAML::Key << "tap" << YAML::Value << network.tap;
  out << YAML::Key << "width" << YAML::Value << shortest(network.width);
  out << YAML::Key << "neck" << YAML::Value << network.neck;
  out << YAML::Key << "head" << YAML::Value << network.head;
}

void write_data(YAML::Emitter& out, const tune::SearchOptions& options) {
  const auto& data = options.data;
  out << YAML::Key << "data" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "images" << YAML::Value << data.images.string();
  out << YAML::Key << "labels" << YAML::Value << data.labels.string();
  out << YAML::Key << "format" << YAML::Value << data.format;
  out << YAML::Key << "faces" << YAML::Value << name_of(kFaceRules, data.faces);
  out << YAML::Key << "folds" << YAML::Value << data.folds.string();
  out << YAML::Key << "train_folds" << YAML::Value << YAML::Flow << data.train_folds;
  out << YAML::Key << "validation_folds" << YAML::Value << YAML::Flow << data.validation_folds;
  out << YAML::Key << "validation_share" << YAML::Value << shortest(data.validation_share);
  out << YAML::Key << "near_duplicates" << YAML::Value << data.near_duplicates.string();
  out << YAML::Key << "max_skipped_share" << YAML::Value << shortest(data.max_skipped_share);
  out << YAML::Key << "crops" << YAML::Value << data.crops;
  out << YAML::Key << "packed" << YAML::Value << options.packed.string();
  out << YAML::EndMap;
}

void write_values(YAML::Emitter& out, const std::vector<study::ParamValue>& values) {
  out << YAML::Flow << YAML::BeginSeq;
  for (const auto& value : values) {
    if (const auto* text = std::get_if<std::string>(&value)) out << *text;
    if (const auto* real = std::get_if<double>(&value)) out << shortest(*real);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) out << *integer;
  }
  out << YAML::EndSeq;
}

void write_range(YAML::Emitter& out, const search::Range& range) {
  out << YAML::Key << "low" << YAML::Value << shortest(range.low);
  out << YAML::Key << "high" << YAML::Value << shortest(range.high);
  if (range.step > 0.0) out << YAML::Key << "step" << YAML::Value << shortest(range.step);
  if (range.logarithmic) out << YAML::Key << "log" << YAML::Value << true;
}

void write_conditions(YAML::Emitter& out, const std::vector<search::Condition>& conditions) {
  if (conditions.empty()) return;
  out << YAML::Key << "only_if" << YAML::Value << YAML::BeginMap;
  for (const auto& condition : conditions) {
    out << YAML::Key << condition.parameter << YAML::Value;
    write_values(out, condition.values);
  }
  out << YAML::EndMap;
}

void write_space(YAML::Emitter& out, const search::Space& space) {
  out << YAML::Key << "space" << YAML::Value << YAML::BeginMap;
  for (const auto& parameter : space.parameters) {
    const bool architectures = parameter.name == search::kArchitecture;
    out << YAML::Key << (architectures ? "architectures" : parameter.name);
    out << YAML::Value << YAML::Flow;
    if (parameter.only_if.empty() && !parameter.range) {
      write_values(out, parameter.values);
      continue;
    }
    out << YAML::BeginMap;
    if (parameter.range) {
      write_range(out, *parameter.range);
    } else {
      out << YAML::Key << "values" << YAML::Value;
      write_values(out, parameter.values);
    }
    write_conditions(out, parameter.only_if);
    out << YAML::EndMap;
  }
  out << YAML::EndMap;
}

void write_fitness(YAML::Emitter& out, const search::FitnessOptions& fitness) {
  out << YAML::Key << "fitness" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "expression" << YAML::Value << fitness.expression;
  out << YAML::Key << "direction" << YAML::Value << name_of(kDirections, fitness.direction);
  out << YAML::Key << "target_latency_ms" << YAML::Value << shortest(fitness.target_latency_ms);
  out << YAML::Key << "constraints" << YAML::Value << YAML::BeginSeq;
  for (const auto& constraint : fitness.constraints) out << constraint;
  out << YAML::EndSeq << YAML::EndMap;
}

void write_train(YAML::Emitter& out, const train::TrainOptions& train) {
  out << YAML::Key << "train" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "optimizer" << YAML::Value << train::to_string(train.optimizer);
  out << YAML::Key << "momentum" << YAML::Value << shortest(train.momentum);
  out << YAML::Key << "schedule" << YAML::Value << name_of(kSchedules, train.schedule);
  out << YAML::Key << "warmup_epochs" << YAML::Value << shortest(train.warmup_epochs);
  out << YAML::Key << "batch_size" << YAML::Value << train.batch_size;
  out << YAML::Key << "weight_decay" << YAML::Value << shortest(train.weight_decay);
  out << YAML::Key << "decay_all" << YAML::Value << train.decay_all;
  out << YAML::Key << "clip_norm" << YAML::Value << shortest(train.clip_norm);
  out << YAML::Key << "loss" << YAML::Value << train::to_string(train.loss);
  out << YAML::Key << "smooth_l1_beta" << YAML::Value << shortest(train.smooth_l1_beta);
  out << YAML::Key << "augmentation" << YAML::Value << train.augmentation;
  out << YAML::Key << "label_jitter" << YAML::Value << shortest(train.label_jitter);
  out << YAML::Key << "average_decay" << YAML::Value << shortest(train.average_decay);
  out << YAML::Key << "recalibration_batches" << YAML::Value << train.recalibration_batches;
  out << YAML::Key << "freeze_backbone_epochs" << YAML::Value << train.freeze_backbone_epochs;
  out << YAML::Key << "distillation" << YAML::Value << shortest(train.distillation);
  out << YAML::Key << "patience" << YAML::Value << train.patience;
  out << YAML::Key << "precision" << YAML::Value << train::to_string(train.precision);
  out << YAML::Key << "device" << YAML::Value << train.device;
  out << YAML::EndMap;
}

std::string count_or_auto(int count) { return count == 0 ? "auto" : std::to_string(count); }

void write_slurm(YAML::Emitter& out, const tune::SlurmOptions& slurm) {
  out << YAML::Key << "slurm" << YAML::Value << YAML::BeginMap;
  out << YAML::Key << "max_workers" << YAML::Value << slurm.max_workers;
  out << YAML::Key << "partition" << YAML::Value << slurm.partition;
  out << YAML::Key << "time_limit" << YAML::Value << YAML::DoubleQuoted << slurm.time_limit;
  out << YAML::Key << "memory" << YAML::Value << slurm.memory;
  out << YAML::Key << "gpus" << YAML::Value << slurm.gpus;
  out << YAML::Key << "sbatch" << YAML::Value << YAML::Flow << slurm.sbatch;
  out << YAML::EndMap;
}

void write_workers(YAML::Emitter& out, const tune::SearchOptions& options) {
  const tune::WorkerOptions& workers = options.workers;
  out << YAML::Key << "search" << YAML::Value << YAML::BeginMap;
  write_search_keys(out, options.strategy);
  out << YAML::Key << "executor" << YAML::Value << (options.slurm.enabled ? "slurm" : "local");
  out << YAML::Key << "workers" << YAML::Value << count_or_auto(workers.count);
  out << YAML::Key << "threads_per_worker" << YAML::Value << count_or_auto(workers.threads);
  out << YAML::Key << "lease_s" << YAML::Value << workers.lease_s;
  out << YAML::EndMap;
}

void write_target(YAML::Emitter& out, const tune::LatencyTarget& target) {
  if (!target.name.empty()) out << YAML::Key << "name" << YAML::Value << target.name;
  if (!target.url.empty()) {
    out << YAML::Key << "url" << YAML::Value << target.url;
    out << YAML::Key << "token_file" << YAML::Value << target.token_file.string();
    out << YAML::Key << "ca_cert" << YAML::Value << target.ca_certificate.string();
  }
  out << YAML::Key << "runtime" << YAML::Value << target.runtime;
  out << YAML::Key << "precision" << YAML::Value << target.precision;
  out << YAML::Key << "threads" << YAML::Value << target.threads;
  out << YAML::Key << "cpus" << YAML::Value << YAML::Flow << target.protocol.cpus;
  out << YAML::Key << "cool_down_s" << YAML::Value << shortest(target.protocol.cool_down_s);
  out << YAML::Key << "timeout_s" << YAML::Value << shortest(target.timeout_s);
}

void write_latency(YAML::Emitter& out, const tune::LatencyTargets& targets) {
  const bool named = !targets.all.front().name.empty();
  if (named) {
    out << YAML::Key << "targets" << YAML::Value << YAML::BeginSeq;
    for (const auto& target : targets.all) {
      out << YAML::BeginMap;
      write_target(out, target);
      out << YAML::EndMap;
    }
    out << YAML::EndSeq;
  }
  out << YAML::Key << "latency" << YAML::Value << YAML::BeginMap;
  if (!named) write_target(out, targets.all.front());
  out << YAML::Key << "cache" << YAML::Value << targets.cache.string();
  out << YAML::Key << "reuse" << YAML::Value << targets.reuse;
  out << YAML::EndMap;
}

}  // namespace

std::string resolved_yaml(const tune::SearchOptions& options) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  out << YAML::Key << "seed" << YAML::Value << options.seed;
  write_network(out, options.network);
  out << YAML::Key << "weights" << YAML::Value << options.weights;
  out << YAML::Key << "teacher" << YAML::Value << options.teacher;
  write_data(out, options);
  write_space(out, options.space);
  write_strategy(out, options);
  write_fitness(out, options.fitness);
  write_train(out, options.train);
  write_latency(out, options.latency);
  write_workers(out, options);
  write_slurm(out, options.slurm);
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace efs::cli
