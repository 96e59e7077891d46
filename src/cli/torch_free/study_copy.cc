// `efs study export` and `efs study import`.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/config/report_source.h"
#include "cli/config/search_config.h"
#include "cli/options.h"
#include "cli/torch_free/commands.h"
#include "cli/torch_free/export_view.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/files/user_files.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"
#include "core/text/shell_words.h"
#include "study/export/snapshot_json.h"
#include "study/location/study_location.h"

namespace efs::cli {
namespace {

struct ExportArguments {
  std::string study, out, format = "efs";
};

constexpr const char* kAnotherName = "choose another name";

/// As Python reads it.
std::string python_text(const std::string& text) { return json_text(Json(text)); }

void export_to_optuna(const study::StudyLocation& location, const std::string& out) {
  const auto storage = study::open_storage(location.database);
  study::write_optuna(out, storage->snapshot(),
                      optuna_view(report_source(*storage, location.folder)));
  fmt::print("wrote {}: optuna.load_study(study_name={}, storage={})\n", out,
             python_text(storage->info().name), python_text("sqlite:///" + out));
}

void export_to_tensorboard(const study::StudyLocation& location, const std::string& out) {
  const auto storage = study::open_storage(location.database);
  study::write_tensorboard(out, storage->snapshot(), curve_tags(),
                           trial_metrics(report_source(*storage, location.folder)));
  fmt::print("wrote {}: {}\n", out, shell_line({"tensorboard", "--logdir", out}));
}

void export_study(const ExportArguments& arguments) {
  const auto location = study::find_study(arguments.study);
  refuse_existing(arguments.out, kAnotherName);
  if (arguments.format == "optuna") return export_to_optuna(location, arguments.out);
  if (arguments.format == "tensorboard") return export_to_tensorboard(location, arguments.out);
  const auto snapshot = study::open_storage(location.database)->snapshot();
  write_new_file(arguments.out, json_text(study::to_json(snapshot), 1) + "\n", kAnotherName);
  fmt::print("wrote {}; its files stay in {}\n", arguments.out,
             printable(location.folder.string()));
  if (valid_utf8(snapshot.info.config_yaml) != snapshot.info.config_yaml) {
    fmt::print(stderr,
               "efs: warning: the study's configuration has names that are not UTF-8, which JSON "
               "cannot hold; a study that is imported does not find those files\n");
  }
}

struct ImportArguments {
  std::string file, study, folder, files;
};

void refuse_filled(const fs::path& folder) {
  if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder))) {
    fail("{} is not empty; choose another folder", folder.string());
  }
}

/// Before anything is written: what `efs status` and --resume would stumble over.
void check_config(const study::StudyInfo& info, const std::string& file) {
  auto config = Config::parse(info.config_yaml, file + ": config_yaml");
  parse_search_config(config);
}

/// Neither links, which may lead anywhere, nor pipes.
void copy_files(const fs::path& from, const fs::path& into) {
  fs::create_directories(into);
  for (const auto& entry : fs::directory_iterator(from)) {
    const fs::path name = entry.path().filename();
    const auto type = entry.symlink_status().type();
    if (type == fs::file_type::directory) {
      copy_files(entry.path(), into / name);
    } else if (type == fs::file_type::regular) {
      fs::copy_file(entry.path(), into / name);
    }
  }
}

void copy_study_files(const fs::path& from, const fs::path& into) {
  if (!fs::is_directory(from)) fail("--files {}: there is no such folder", from.string());
  if (is_below(into, from)) fail("--files {}: the new study would be in it", from.string());
  copy_files(from, into);
  for (const char* name : {"study.db", "study.db-wal", "study.db-shm", "study.url", "study.yaml",
                           "study.lock", "workers.lock"}) {
    fs::remove(into / name);
  }
}

const char* without_files(const study::History& history) {
  return std::ranges::all_of(history.trials, study::has_ended, &study::Trial::state)
             ? "; without its files there are no weights: best, export and --resume need them "
               "(--files FOLDER)"
             : "; without the checkpoints, trials that go on begin again (--files FOLDER)";
}

void import_study(const ImportArguments& arguments) {
  const auto snapshot = study::snapshot_of(read_file(arguments.file), arguments.file);
  check_config(snapshot.info, arguments.file);
  const auto location = study::new_study_location(arguments.study, arguments.folder);
  refuse_filled(location.folder);
  bool has_database = false;
  try {
    if (!arguments.files.empty()) copy_study_files(arguments.files, location.folder);
    write_file_atomically(location.folder / "study.yaml", snapshot.info.config_yaml);
    // Last: with it, it is a study.
    const auto storage = study::create_storage(location, snapshot.info);
    has_database = true;
    storage->restore(snapshot);
  } catch (...) {
    study::discard(location, has_database);
    throw;
  }
  fmt::print("{} trials in {}{}\n", snapshot.history.trials.size(), location.name(),
             arguments.files.empty() ? without_files(snapshot.history) : "");
}

}  // namespace

void add_study_export(CLI::App& study_command) {
  auto arguments = std::make_shared<ExportArguments>();
  auto* command = study_command.add_subcommand("export", "write a study's records to a file");
  add_study_word(*command, "study", arguments->study);
  add_path(*command, "out", arguments->out, "FILE", "new file (tensorboard: folder) to write")
      ->required();
  command
      ->add_option("--format", arguments->format,
                   "efs: JSON, for efs study import; optuna: an SQLite storage that Optuna opens; "
                   "tensorboard: a folder of event files")
      ->capture_default_str()
      ->check(CLI::IsMember({"efs", "optuna", "tensorboard"}));
  command->callback([arguments] { export_study(*arguments); });
}

void add_study_import(CLI::App& study_command) {
  auto arguments = std::make_shared<ImportArguments>();
  auto* command = study_command.add_subcommand("import", "make a study from an exported file");
  add_path(*command, "file", arguments->file, "FILE", "file that efs study export wrote")
      ->required();
  add_new_study(*command, arguments->study, arguments->folder)->required();
  add_path(*command, "--files", arguments->files, "DIR",
           "the old study's folder: its files are copied");
  command->callback([arguments] { import_study(*arguments); });
}

}  // namespace efs::cli
