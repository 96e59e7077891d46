// `efs serve`: a live page over studies.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

#include "cli/options.h"
#include "cli/torch_free/commands.h"
#include "cli/torch_free/study_status.h"
#include "core/error.h"
#include "core/process/child_process.h"
#include "core/text/outside_text.h"
#include "http/token.h"
#include "http/until_signal.h"
#include "serve/server.h"

namespace efs::cli {
namespace {

constexpr const char* kRuns = "runs";
constexpr double kDrawing_s = 300.0;

class OpenedReader final : public serve::StudyReader {
 public:
  explicit OpenedReader(const study::StudyLocation& location, const study::Access& access)
      : folder_(location.folder), study_(location, access) {}

  void refresh() override {
    study_.refresh();
    status_ = study_status(study_.reading(), folder_);
    status_json_ = to_json(status_);
  }
  serve::StudyView view() const override {
    return {study_.reading().source, status_.rows, status_json_};
  }
  study::Storage& storage() override { return study_.storage(); }

 private:
  const std::filesystem::path folder_;
  OpenedStudy study_;
  StudyStatus status_;
  Json status_json_;
};

/// By a program of its own, which links libtorch.
void draw_trial(const study::StudyLocation& location, int trial,
                const std::filesystem::path& folder) {
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  ChildProcess program({self, "study", "pictures", fmt::format("{}:{}", location.name(), trial),
                        "--out", folder.string()},
                       "");
  std::string line;
  while (program.read_line(line, kDrawing_s) == ChildProcess::Read::kLine) {
  }
  if (program.wait().exit_code == 0) return;
  fail("the pictures cannot be drawn: {}", printable_lines(program.errors()));
}

struct ServeArguments {
  std::string what;
  std::string token_file;
  serve::ServeOptions options;
};

/// Each page that is open holds a connection.
void allow_many_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// A study; or a folder that is none, whose studies are shown.
serve::Studies studies_of(const std::string& what) {
  const auto open_with = [](const study::Access& access) {
    return [access](const study::StudyLocation& location) -> std::unique_ptr<serve::StudyReader> {
      return std::make_unique<OpenedReader>(location, access);
    };
  };
  // A study.url that came with a folder may lead anywhere: no password of the environment goes there.
  const study::Access unasked{.patience_s = 0.0, .password_from_environment = false};
  const std::string folder = what.empty() ? kRuns : what;
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(folder, error);
  if (what.empty() || (is_folder && !study::study_in(folder))) {
    if (!is_folder && std::filesystem::exists(folder, error)) fail("{} is no folder", folder);
    return {std::filesystem::path(folder), open_with(unasked)};
  }
  return {study::find_study(what), open_with({})};
}

std::string url_of(const serve::ServeOptions& options, int port) {
  const bool everywhere = options.host == "0.0.0.0" || options.host == "::";
  char name[256] = "localhost";
  if (everywhere && ::gethostname(name, sizeof name - 1) != 0) std::snprintf(name, 10, "localhost");
  const std::string host = everywhere ? name : options.host;
  return fmt::format("{}://{}:{}/", options.certificate.empty() ? "http" : "https",
                     host.find(':') == std::string::npos ? host : "[" + host + "]", port);
}

void run_serve(ServeArguments arguments) {
  auto& options = arguments.options;
  options.token = http::read_token(arguments.token_file);
  if (options.allow_control && options.token.empty()) {
    fail_usage("--allow-control lets pages change studies, so it needs --token-file FILE");
  }
  if (!options.key.empty()) http::require_private_key(options.key);
  options.draw = draw_trial;
  auto studies = studies_of(arguments.what);
  allow_many_files();
  serve::PageServer server(studies, options);
  fmt::print("{} is shown at {}\n", printable(studies.title()), url_of(options, server.port()));
  std::fflush(stdout);
  http::run_until_signal([&] { server.run(); }, [&] { server.stop(); });
}

}  // namespace

void add_serve(CLI::App& app) {
  auto arguments = std::make_shared<ServeArguments>();
  auto& options = arguments->options;
  auto* command = add_command(app, "serve");
  add_path(*command, "study", arguments->what, "STUDY|FOLDER",
           "a study folder, its name under ./runs, or a URL; or a folder, for all studies below it "
           "(default: runs)");
  command->add_option("--host", options.host, "address to listen on; 0.0.0.0: all of this machine")
      ->capture_default_str();
  command->add_option("--port", options.port, "port to listen on; 0: any that is free")
      ->check(in_range({0.0, 65535.0}))
      ->capture_default_str();
  add_path(*command, "--token-file", arguments->token_file, "FILE",
           "file whose first line a page must know; other machines are served only with it");
  auto* certificate = add_path(*command, "--tls-cert", options.certificate, "FILE",
                               "PEM file of the certificate, for https");
  auto* key = add_path(*command, "--tls-key", options.key, "FILE", "PEM file of its key");
  certificate->needs(key);
  key->needs(certificate);
  command->add_flag("--allow-control", options.allow_control,
                    "pages that know the token may pause, resume and stop studies");
  command->callback([arguments] { run_serve(*arguments); });
}

}  // namespace efs::cli
