// efs-agent: measures models on the board that it runs on, for a search elsewhere.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "core/error.h"
#include "core/version.h"
#include "device/agent/measurement_child.h"
#include "device/agent/server.h"
#include "device/agent/token.h"
#include "device/runtimes/onnxruntime.h"

namespace {

using namespace efs;

constexpr const char* kChildWord = "--measure-once";  // what the agent starts itself with

device::AgentServer* g_server = nullptr;

void stop_server(int) { g_server->stop(); }

std::vector<device::Runtime> board_runtimes() { return {device::onnxruntime_runtime()}; }

std::string default_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  if (cache != nullptr && *cache != '\0') return std::string(cache) + "/efs-agent";
  return std::string(home != nullptr ? home : "/var/tmp") + "/.cache/efs-agent";
}

int serve(device::AgentOptions options) {
  device::AgentServer server(board_runtimes(), std::move(options));
  g_server = &server;
  ::signal(SIGINT, stop_server);
  ::signal(SIGTERM, stop_server);
  std::cout << "efs-agent " << program_version() << " listens on port " << server.port()
            << std::endl;
  server.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == kChildWord) {
    device::run_measurement_child(board_runtimes(), std::cin, std::cout);
    return 0;
  }
  device::AgentOptions options;
  options.child = {"/proc/self/exe", kChildWord};
  std::string folder = default_folder();
  std::string token_file;
  std::uint64_t model_mb = 1024, cache_mb = 4096;
  CLI::App app("measures models on this board for a search elsewhere", "efs-agent");
  app.set_version_flag("--version", program_version());
  app.add_option("--host", options.host, "address to listen on; 0.0.0.0: all of this board")
      ->capture_default_str();
  app.add_option("--port", options.port, "0: any that is free")->capture_default_str();
  app.add_option("--token-file", token_file, "file whose first line clients must know");
  auto* certificate = app.add_option("--tls-cert", options.certificate, "PEM file, for https");
  auto* key = app.add_option("--tls-key", options.key, "PEM file");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--folder", folder, "of the models that are uploaded")->capture_default_str();
  app.add_option("--max-model-mb", model_mb, "of one model")->capture_default_str();
  app.add_option("--cache-mb", cache_mb, "of all; the least recently used go first")
      ->capture_default_str();
  app.add_option("--queue", options.queue.queued, "measurements that may wait")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    options.folder = folder;
    options.store = {model_mb << 20, cache_mb << 20};
    if (!token_file.empty()) options.token = device::read_token(token_file);
    return serve(std::move(options));
  } catch (const std::exception& error) {
    std::cerr << "efs-agent: " << error.what() << '\n';
    return 1;
  }
}
