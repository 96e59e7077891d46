// `efs best`: the front of a study, and the model for a device's time.
#include <fmt/format.h>

#include <algorithm>

#include "cli/config/report_source.h"
#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/model/threshold_images.h"
#include "cli/torch/study_trial.h"
#include "core/error.h"
#include "core/files/user_files.h"
#include "core/text/spelling.h"
#include "report/charts/scatter.h"
#include "report/leaderboard/front.h"
#include "report/leaderboard/leaderboard.h"
#include "study/location/study_location.h"
#include "tune/model/model_export.h"

namespace efs::cli {
namespace {

struct BestArguments {
  std::string study;
  double latency_ms = 0.0;  // 0: no limit, the winner by fitness
  std::string target;       // whose latency counts; empty: the first
  std::string out;
};

using report::LeaderboardRow;

void print_front(const report::ScatterFigure& figure) {
  fmt::print("{:>11}  {:>7}  {:>5}  network\n", "latency ms", "val " + figure.accuracy.label,
             "trial");
  for (const LeaderboardRow& row : figure.front) {
    fmt::print("{:>11.2f}  {:>7.4f}  {:>5}  {}{}\n", *row.latency_ms, *row.accuracy, row.trial,
               report::trial_label(row), row.knee ? "  (knee)" : "");
  }
  if (figure.hypervolume) {
    fmt::print("hypervolume {:.4f}: the mean best {} over all budgets up to {:g} ms\n",
               *figure.hypervolume, figure.accuracy.label, figure.reference_latency_ms);
  }
}

/// The most accurate trial within the time; without a limit the study's winner.
const LeaderboardRow& choose(const std::vector<LeaderboardRow>& rows,
                             const BestArguments& arguments) {
  const LeaderboardRow* best = nullptr;
  const LeaderboardRow* fastest = nullptr;
  for (const LeaderboardRow& row : rows) {
    if (!report::comparable(row)) continue;
    if (fastest == nullptr || *row.latency_ms < *fastest->latency_ms) fastest = &row;
    if (*row.latency_ms > arguments.latency_ms) continue;
    if (best == nullptr || *row.accuracy > *best->accuracy) best = &row;
  }
  if (fastest == nullptr) {
    fail("{} has no trial with both an accuracy and a latency yet", arguments.study);
  }
  if (arguments.latency_ms == 0.0) {
    best = report::winner(rows);
    if (best == nullptr) fail("no trial of {} has a fitness; give --latency-ms", arguments.study);
  }
  if (best == nullptr) {
    fail("no trial of {} runs within {:g} ms; the fastest, trial {} ({}), takes {:.2f} ms",
         arguments.study, arguments.latency_ms, fastest->trial, report::trial_label(*fastest),
         *fastest->latency_ms);
  }
  return *best;
}

[[noreturn]] void refuse_target(const report::ReportSource& source,
                                const BestArguments& arguments) {
  const auto& known = source.fitness.target_names;
  if (known.empty()) fail_usage("{} has one target, without a name", arguments.study);
  fail_usage("{}: {}", arguments.study, unknown_name_message("target", arguments.target, known));
}

/// "faces-best-10ms.onnx"; Error where it exists.
std::string new_name(const std::string& study, double latency_ms) {
  const std::string limit = latency_ms > 0.0 ? fmt::format("-{:g}ms", latency_ms) : "";
  std::string name = fmt::format("{}-best{}.onnx", study, limit);
  refuse_existing(name, "give a name with --out");
  return name;
}

void run_best(const BestArguments& arguments) {
  const auto location = study::find_study_files(arguments.study);
  const auto storage = study::open_storage(location.database);
  BestArguments shown = arguments;
  shown.study = location.name();  // without a password
  const auto source = report_source(*storage, location.folder);
  auto rows = report::leaderboard_rows(source);
  auto figures = report::scatter_figures(source, rows);
  if (!arguments.target.empty()) {
    std::erase_if(figures, [&](const auto& figure) { return figure.target != arguments.target; });
    if (figures.empty()) refuse_target(source, shown);
    if (!figures.front().suffix.empty()) rows = report::rows_on(source, rows, arguments.target);
  }
  const LeaderboardRow& chosen = choose(rows, shown);
  print_front(figures.front());
  const auto trial = find_study_trial(fmt::format("{}:{}", arguments.study, chosen.trial));
  const std::string out =
      arguments.out.empty() ? new_name(trial.study_name, arguments.latency_ms) : arguments.out;
  const auto images = threshold_images(trial);
  const tune::Deployed deployed = export_trial(trial, out, images);
  fmt::print("\ntrial {}, {}: {} {:.4f}{}\nwrote {} ({:.2f} MB)\n", chosen.trial,
             report::trial_label(chosen), source.fitness.task.accuracy_metric().label,
             chosen.accuracy.value_or(0.0),
             chosen.latency_ms ? fmt::format(" in {:.2f} ms", *chosen.latency_ms) : "", out,
             static_cast<double>(deployed.check.size_bytes) * 1e-6);
  if (images) print_chosen_threshold(deployed.info, *images);
}

}  // namespace

void add_best(CLI::App& app) {
  auto arguments = std::make_shared<BestArguments>();
  auto* command = add_command(app, "best");
  add_study_word(*command, "study", arguments->study);
  command
      ->add_option("--latency-ms", arguments->latency_ms,
                   "time that the device has for one image; the most accurate trial within it is "
                   "chosen (default: the study's winner)")
      ->check(in_range(kAboveZero))
      ->type_name("MS");
  command
      ->add_option("--target", arguments->target,
                   "the target whose front and latency count (default: the first)")
      ->type_name("NAME");
  add_path(*command, "--out", arguments->out, "FILE",
           "file to write, .onnx or .pt; a file of this name is replaced (default: "
           "STUDY-best[-MSms].onnx, which must be new)");
  command->callback([arguments] { run_best(*arguments); });
}

}  // namespace efs::cli
