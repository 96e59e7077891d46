// efs-agent: measures models on the board that it runs on, for a search elsewhere.

#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>
#include <sstream>

#include "core/error.h"
#include "core/files/cache_folder.h"
#include "core/files/files.h"
#include "core/process/standard_streams.h"
#include "core/text/outside_json.h"
#include "core/version.h"
#include "device/agent/measurement_child.h"
#include "device/agent/server.h"
#include "device/runtimes/command.h"
#include "device/runtimes/runtimes.h"
#include "http/token.h"
#include "http/until_signal.h"

namespace {

using namespace efs;

constexpr std::size_t kMostProgramBytes = 1U << 20;
constexpr const char* kChildWord = "--measure-once";  // what the agent starts itself with

/// The built-in runtimes, the known benchmark programs that are here, and those of the board's file.
std::vector<device::Runtime> board_runtimes(const std::string& programs_file) {
  std::vector<device::Runtime> runtimes{device::onnxruntime_runtime(), device::tensorrt_runtime()};
  for (const auto& program : device::known_benchmark_programs()) {
    if (device::program_is_there(program.words.front())) {
      runtimes.push_back(device::command_runtime(program));
    }
  }
  if (programs_file.empty()) return runtimes;
  try {
    const Json json = parse_outside_json(read_file(programs_file, kMostProgramBytes), "the file");
    if (!json.is_array()) fail("it must be a list of benchmark programs: [{{...}}, ...]");
    for (const Json& described : json) {
      auto runtime = device::command_runtime(device::benchmark_program_from_json(described));
      for (const device::Runtime& row : runtimes) {
        if (row.name == runtime.name) fail("there is a runtime '{}' already", row.name);
      }
      runtimes.push_back(std::move(runtime));
    }
  } catch (const std::exception& error) {
    fail("{}: {}", programs_file, error.what());
  }
  return runtimes;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

/// This program's path; /proc/self/exe itself would be another's in a program between.
std::string own_path() {
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/exe", error);
  return error ? "/proc/self/exe" : path.string();
}

int serve(device::AgentOptions options, const std::string& programs_file) {
  device::AgentServer server(board_runtimes(programs_file), std::move(options));
  std::cout << "efs-agent " << program_version() << " listens on port " << server.port()
            << std::endl;
  http::run_until_signal([&] { server.run(); }, [&] { server.stop(); });
  return 0;
}

int run(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == kChildWord) {
    device::run_measurement_child(board_runtimes(argv[2]), std::cin, std::cout);
    return 0;
  }
  device::AgentOptions options;
  std::string folder = cache_folder("agent").string();
  std::string token_file, programs_file, prefix;
  std::uint64_t model_mb = 1024, cache_mb = 4096;
  CLI::App app("measures models on this board for a search elsewhere", "efs-agent");
  app.set_version_flag("--version", program_version());
  app.add_option("--host", options.host, "address to listen on; 0.0.0.0: all of this board")
      ->capture_default_str();
  app.add_option("--port", options.port, "port to listen on; 0: any that is free")
      ->capture_default_str();
  app.add_option("--token-file", token_file, "file whose first line clients must know");
  auto* certificate =
      app.add_option("--tls-cert", options.certificate, "PEM file of the certificate, for https");
  auto* key = app.add_option("--tls-key", options.key, "PEM file of its key");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--folder", folder, "folder of the uploaded models")->capture_default_str();
  app.add_option("--max-model-mb", model_mb, "largest model")->capture_default_str();
  app.add_option("--cache-mb", cache_mb, "size of all models; the least recently used go first")
      ->capture_default_str();
  app.add_option("--programs", programs_file,
                 "JSON file of benchmark programs to offer as runtimes");
  app.add_option("--prefix", prefix,
                 "words in front of a measurement's command: --prefix \"nice -n -10\"");
  app.add_option("--queue", options.queue.queued, "measurements that may wait")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    options.folder = folder;
    options.child = words_of(prefix);
    options.child.insert(options.child.end(), {own_path(), kChildWord, programs_file});
    options.store.model_bytes = model_mb << 20;
    options.store.cache_bytes = cache_mb << 20;
    options.token = http::read_token(token_file);
    if (!options.key.empty()) http::require_private_key(options.key);
    return serve(std::move(options), programs_file);
  } catch (const std::exception& error) {
    std::cerr << "efs-agent: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  return code_after_output(run(argc, argv), "efs-agent");
}
