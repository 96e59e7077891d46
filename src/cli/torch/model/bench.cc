#include <fmt/ranges.h>

#include <optional>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/interrupt.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/files/user_files.h"
#include "core/terminal/progress.h"
#include "core/text/named_rows.h"
#include "device/onnx_file.h"
#include "onnx/metadata.h"
#include "tune/latency/open_device.h"
#include "tune/model/runtimes.h"

namespace efs::cli {
namespace {

constexpr const char* kSamplesCure = "give another name with --samples, or remove it";

struct BenchArguments {
  std::string model;
  tune::LatencyTarget target;
  std::string format = "text";
  std::string samples;  // file to be written; empty: none
};

std::string runtime_names() {
  return fmt::format("{}", fmt::join(names_of(tune::all_runtimes()), ", "));
}

/// " of 4 images, 0.812 ms each"; empty: of one.
std::string images_text(double median_ms, std::int64_t images) {
  if (images == 1) return {};
  return fmt::format(" of {} images, {:.3f} ms each", images,
                     median_ms / static_cast<double>(images));
}

void print_text(const device::LatencyResult& result, std::int64_t images) {
  fmt::print("{:.3f} ms median{}   ({} {}, {}, {} thread{}, {})\n", result.median_ms,
             images_text(result.median_ms, images), result.runtime, result.runtime_version,
             result.precision, result.threads, result.threads == 1 ? "" : "s", result.device);
  std::string line;
  for (const auto& [name, value] : {std::pair("p90", result.p90_ms),
                                    {"p99", result.p99_ms},
                                    {"min", result.min_ms},
                                    {"mean", result.mean_ms},
                                    {"sd", result.standard_deviation_ms}}) {
    if (value > 0.0) line += fmt::format("{} {:.3f}   ", name, value);
  }
  if (result.runs > 0) line += fmt::format("{} runs", result.runs);
  if (!line.empty()) fmt::print("{}\n", line);
  if (result.cold_start_ms > 0.0) {
    fmt::print("first result {:.1f} ms after the file was opened\n", result.cold_start_ms);
  }
  if (result.build_s > 0.0) fmt::print("the engine took {:.1f} s to build\n", result.build_s);
  if (!result.unstable.empty()) fmt::print("UNSTABLE: {}\n", result.unstable);
}

bool is_onnx(const std::string& model) {
  return std::filesystem::path(model).extension() == ".onnx";
}

/// Of a run of the file.
std::int64_t images_of_run(const std::string& model) {
  return is_onnx(model) ? device::onnx_batch(read_file(model)) : 1;
}

/// UsageError where this machine's OpenCV does not read the file's numbers.
void require_reader(const BenchArguments& arguments) {
  const std::string& model = arguments.model;
  if (arguments.target.runtime != "opencv" || !is_onnx(model)) return;
  const std::string precision = onnx::precision_of(model);
  if (precision == "fp32") return;
  fail_usage("{} is in {}, which OpenCV does not read; use --runtime onnxruntime", model,
             precision);
}

/// What `auto` is for the file. On this machine, several read ONNX files of fp32 and one image alone.
tune::AutoRuntime auto_runtime(const BenchArguments& arguments) {
  const std::string& model = arguments.model;
  if (!arguments.target.url.empty()) return tune::auto_runtime(arguments.target);
  const std::string precision = is_onnx(model) ? onnx::precision_of(model) : "fp32";
  const std::int64_t images = images_of_run(model);
  if (is_onnx(model) && precision == "fp32" && images == 1) return tune::auto_runtime_here();
  return {tune::runtime_of_file(model, precision, images).name, ""};
}

/// The target, its runtime chosen.
tune::LatencyTarget target_of(const BenchArguments& arguments) {
  tune::LatencyTarget target = arguments.target;
  if (target.runtime == tune::kAutoRuntime) {
    const tune::AutoRuntime choice = auto_runtime(arguments);
    target.runtime = choice.name;
    target.runtime_reason = choice.why;
  } else if (target.url.empty()) {
    require_reader(arguments);
  }
  return target;
}

void write_samples(const std::string& file, const std::vector<double>& samples_ms) {
  if (samples_ms.empty()) fail("{}: the benchmark program does not report each run's time", file);
  std::string text = "run,latency_ms\n";
  for (std::size_t run = 0; run < samples_ms.size(); ++run) {
    text += fmt::format("{},{:.6f}\n", run + 1, samples_ms[run]);
  }
  write_new_file(file, text, kSamplesCure);
}

void measure(const BenchArguments& arguments) {
  if (!arguments.samples.empty()) refuse_existing(arguments.samples, kSamplesCure);
  const tune::LatencyTarget options = target_of(arguments);
  const auto target = tune::open_device(options, InterruptGuard::asked);
  target->suffix();  // fails where the target is away, before anything is uploaded
  device::LatencyResult result;
  {
    Progress progress;
    result =
        target->measure(arguments.model, [&](const std::string& words) { progress.update(words); });
  }
  const std::int64_t images = images_of_run(arguments.model);
  if (arguments.format == "json") {
    Json json = device::to_json(result);
    if (images > 1) json["batch"] = images;
    fmt::print("{}\n", json.dump(2));
  } else {
    print_text(result, images);
    if (!options.runtime_reason.empty()) fmt::print("runtime auto: {}\n", options.runtime_reason);
  }
  if (!arguments.samples.empty()) write_samples(arguments.samples, target->samples_ms());
}

void run_bench(const BenchArguments& arguments) try {
  // A board's measurement is cancelled there; one of this process ends with it.
  std::optional<InterruptGuard> guard;
  if (!arguments.target.url.empty()) guard.emplace();
  measure(arguments);
} catch (const Error& error) {
  if (!InterruptGuard::asked()) throw;
  fmt::print(stderr, "efs: {}\n", error.what());
  throw CLI::RuntimeError(kExitInterrupted);
}

}  // namespace

void add_bench(CLI::App& app) {
  auto arguments = std::make_shared<BenchArguments>();
  auto& target = arguments->target;
  auto* command = add_command(app, "bench");
  add_path(*command, "model", arguments->model, "MODEL",
           "model.onnx, or model.pt for the torch runtime")
      ->required();
  command->add_option(
      "--runtime", target.runtime,
      runtime_names() +
          ", or auto, the default: onnxruntime where its library is found, else "
          "opencv; for fp16 and int8 onnxruntime, for .pt torch; with --target one "
          "of the board's (auto: onnxruntime, or its first that takes .onnx files)");
  command->add_option("--threads", target.threads, "threads of the runtime")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--precision", target.precision,
                   "fp32, or fp16, ... for runtimes that convert the model")
      ->capture_default_str();
  command->add_option("--cpus", target.protocol.cpus, "processors to run on: 2,3 (default: any)")
      ->delimiter(',')
      ->type_name("LIST");
  auto* url = command->add_option("--target", target.url,
                                  "http://HOST:PORT of an efs-agent: measure there");
  add_agent_files(*command, target.token_file, target.ca_certificate, url);
  add_path(*command, "--samples", arguments->samples, "FILE", "new CSV file for each run's time");
  add_format(*command, arguments->format);
  command->callback([arguments] { run_bench(*arguments); });
}

}  // namespace efs::cli
