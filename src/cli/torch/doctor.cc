#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "core/error.h"
#include "core/files/cache_folder.h"
#include "core/process/cpus.h"
#include "core/process/machine.h"
#include "core/text/outside_json.h"
#include "device/context.h"
#include "train/device.h"
#include "tune/latency/auto_runtime.h"
#include "tune/model/runtimes.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;

/// What was found, what that means for a search, and how to have more; the last two may be empty.
struct Finding {
  std::string is, means, cure;
};

/// The most that a worker was seen to take: DenseNet-121 at input 224 (docs/performance.md).
constexpr double kLargestWorkerGb = 2.5;
constexpr double kGb = 1e9;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Finding processors() {
  const auto allowed = allowed_cpus().size();
  const auto all = static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  Finding found{.is = fmt::format("{}, {} processor{}", device::device_name(), allowed,
                                  allowed == 1 ? "" : "s")};
  if (allowed < all) found.is += fmt::format(" of {} (a container or taskset allows no more)", all);
  found.means = fmt::format("up to {} workers of one thread, or fewer of more", allowed);
  return found;
}

Finding instructions() {
  const auto sets = instruction_sets();
  std::vector<std::string> fast;
  for (const char* set : {"avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "bf16"}) {
    if (sets.contains(set)) fast.emplace_back(set);
  }
  const bool trains_in_bf16 = sets.contains("avx512_bf16") || sets.contains("amx_bf16");
  return {.is = fast.empty() ? "no vector instructions that matter here"
                             : fmt::format("{}", fmt::join(fast, ", ")),
          .means = trains_in_bf16
                       ? "train.precision: auto takes bf16 where that is faster, as measured"
                       : "trains in fp32: bf16 needs AVX-512 bf16 or AMX to be faster",
          .cure = {}};
}

Finding memory() {
  const Memory memory = read_memory();
  std::int64_t usable = memory.available_bytes;
  Finding found{.is = fmt::format("{:.1f} GB, {:.1f} GB available",
                                  static_cast<double>(memory.total_bytes) / kGb,
                                  static_cast<double>(memory.available_bytes) / kGb)};
  if (memory.limit_bytes) {
    usable = std::min(usable, *memory.limit_bytes);
    found.is +=
        fmt::format(", limited to {:.1f} GB", static_cast<double>(*memory.limit_bytes) / kGb);
  }
  const auto workers = static_cast<int>(static_cast<double>(usable) / kGb / kLargestWorkerGb);
  found.means = fmt::format("enough for {} workers of the largest networks ({:g} GB each)", workers,
                            kLargestWorkerGb);
  if (workers < static_cast<int>(allowed_cpus().size())) {
    found.cure = fmt::format(
        "if workers run out of memory, limit them: search.workers={}; a trial that does not fit is "
        "tried again with half its batch",
        std::max(1, workers));
  }
  return found;
}

Finding gpu() {
  const std::string driver = nvidia_driver();
  std::string why;
  try {
    train::require_device("cuda");
    return {.is = fmt::format("NVIDIA, driver {}", driver.empty() ? "unknown" : driver),
            .means = "train.device: auto trains on it",
            .cure = {}};
  } catch (const Error& error) {
    why = first_line(error.what());
  }
  if (driver.empty()) return {.is = "none", .means = "trains on the processors", .cure = {}};
  return {.is = "NVIDIA, driver " + driver,
          .means = "trains on the processors: " + why,
          .cure = "build efs with a libtorch for CUDA (docs/dependencies.md)"};
}

Finding clock() {
  const auto state = device::read_clock_state();
  if (state.fixed) return {.is = "fixed", .means = "latencies repeat well", .cure = {}};
  if (state.governor.empty()) {
    return {.is = "not shown by the system", .means = "latencies may vary with it", .cure = {}};
  }
  return {.is = "governor " + state.governor,
          .means = "latencies vary with the clock",
          .cure = "sudo cpupower frequency-set -g performance"};
}

/// The folder, or the nearest one above it that there is.
fs::path existing(fs::path folder) {
  std::error_code error;
  folder = fs::absolute(folder, error);
  while (!fs::exists(folder, error) && folder != folder.root_path()) folder = folder.parent_path();
  return folder;
}

double free_gb(const fs::path& folder) {
  std::error_code error;
  const auto space = fs::space(existing(folder), error);
  return error ? 0.0 : static_cast<double>(space.available) / kGb;
}

double size_gb(const fs::path& folder) {
  double bytes = 0.0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code one;
    if (entry->is_regular_file(one)) bytes += static_cast<double>(entry->file_size(one));
  }
  return bytes / kGb;
}

Finding caches() {
  const fs::path folder = cache_folder("latency").parent_path();
  return {.is = fmt::format("{}: {:.2f} GB, {:.1f} GB free", folder.string(), size_gb(folder),
                            free_gb(folder)),
          .means = "latencies, engines and approvals are kept there; it may be deleted at any time",
          .cure = {}};
}

Finding disk() {
  constexpr double kFewGb = 2.0;
  const double free = free_gb("runs");
  return {.is = fmt::format("{:.1f} GB free for ./runs", free),
          .means = "a study takes the size of its packed photographs and its checkpoints",
          .cure = free < kFewGb ? "make room, or begin studies elsewhere: --study /PATH/NAME" : ""};
}

Finding of(const device::Runtime& runtime) {
  try {
    return {.is = runtime.version(), .means = runtime.summary, .cure = {}};
  } catch (const Error& error) {
    const bool hopeless = runtime.name == "tensorrt" && nvidia_driver().empty();
    return {.is = "not here", .means = runtime.summary, .cure = hopeless ? "" : error.what()};
  }
}

Finding auto_runtime() {
  try {
    const auto chosen = tune::auto_runtime_here();
    const bool best = chosen.name == "onnxruntime";
    return {.is = chosen.name,
            .means = "what latency.runtime: auto measures with",
            .cure = best ? "" : chosen.why};
  } catch (const Error& error) {
    return {.is = "none", .means = "latency.runtime: auto cannot measure", .cure = error.what()};
  }
}

using Findings = std::vector<std::pair<std::string, Finding>>;

Findings examine() {
  Findings found = {{"processor", processors()}, {"instructions", instructions()},
                    {"memory", memory()},        {"GPU", gpu()},
                    {"clock", clock()},          {"disk", disk()},
                    {"caches", caches()},        {"latency", auto_runtime()}};
  for (const device::Runtime& runtime : tune::all_runtimes()) {
    found.emplace_back(runtime.name, of(runtime));
  }
  return found;
}

void print(const Findings& findings) {
  for (const auto& [name, finding] : findings) {
    fmt::print("{:<14}{}\n", name, finding.is);
    if (!finding.means.empty()) fmt::print("{:<14}{}\n", "", finding.means);
    if (!finding.cure.empty()) fmt::print("{:<12}> {}\n", "", finding.cure);
  }
}

}  // namespace

void add_doctor(CLI::App& app) {
  auto format = std::make_shared<std::string>("text");
  auto* command = add_command(app, "doctor");
  add_format(*command, *format);
  command->callback([format] {
    const Findings findings = examine();
    if (*format == "text") return print(findings);
    Json json;
    for (const auto& [name, finding] : findings) {
      json[name] = {{"is", finding.is}, {"means", finding.means}, {"cure", finding.cure}};
    }
    fmt::print("{}\n", json_text(json, 2));
  });
}

}  // namespace efs::cli
