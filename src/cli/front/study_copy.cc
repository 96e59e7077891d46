#include "cli/front/study_copy.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "cli/config/report_source.h"
#include "cli/front/export_view.h"
#include "cli/front/study_lookup.h"
#include "core/error.h"
#include "core/files.h"
#include "study/snapshot_json.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;

struct ExportArguments {
  std::string study, out, format = "efs";
};

void export_study(const ExportArguments& arguments) {
  const auto place = find_study(arguments.study);
  const auto storage = study::open_storage(place.database);
  if (fs::exists(arguments.out)) fail("{} exists; choose another name", arguments.out);
  if (arguments.format == "optuna") {
    const ExportView source(report_source(*storage, place.folder));
    study::write_optuna(arguments.out, storage->snapshot(), source.optuna());
    fmt::print("wrote {}: optuna.load_study(study_name=\"{}\", storage=\"sqlite:///{}\")\n",
               arguments.out, storage->info().name, arguments.out);
    return;
  }
  if (arguments.format == "tensorboard") {
    const ExportView source(report_source(*storage, place.folder));
    study::write_tensorboard(arguments.out, storage->snapshot(), source.metrics());
    fmt::print("wrote {}: tensorboard --logdir {}\n", arguments.out, arguments.out);
    return;
  }
  write_file_atomically(arguments.out, study::to_json(storage->snapshot()).dump(1) + "\n");
  fmt::print("wrote {}; its files stay in {}\n", arguments.out, place.folder.string());
}

struct ImportArguments {
  std::string file, study, folder, files;
};

void refuse_existing(const study::StudyPlace& place) {
  if (fs::exists(place.folder) && !fs::is_empty(place.folder)) {
    fail("{} is not empty; choose another folder", place.folder.string());
  }
}

/// All but the database and what leads to it.
void copy_files(const fs::path& from, const fs::path& into) {
  fs::create_directories(into);
  for (const auto& entry : fs::directory_iterator(from)) {
    if (entry.path().filename().string().starts_with("study.")) continue;
    fs::copy(entry.path(), into / entry.path().filename(), fs::copy_options::recursive);
  }
}

void import_study(const ImportArguments& arguments) {
  const auto snapshot = study::snapshot_of(read_file(arguments.file), arguments.file);
  const auto place = study::new_place(arguments.study, arguments.folder);
  refuse_existing(place);
  if (!arguments.files.empty() && !fs::is_directory(arguments.files)) {
    fail("--files {}: there is no such folder", arguments.files);
  }
  if (!arguments.files.empty()) copy_files(arguments.files, place.folder);
  write_file_atomically(place.folder / "study.yaml", snapshot.info.config_yaml);
  // Last: with it, it is a study.
  study::create_storage(place, snapshot.info)->restore(snapshot);
  fmt::print("{} trials in {}{}\n", snapshot.history.trials.size(), arguments.study,
             arguments.files.empty()
                 ? "; without the checkpoints, trials that go on begin again (--files FOLDER)"
                 : "");
}

}  // namespace

void add_study_export(CLI::App& study_command) {
  auto arguments = std::make_shared<ExportArguments>();
  auto* command = study_command.add_subcommand("export", "write a study's records to a file");
  command->add_option("study", arguments->study, "a study folder, its name under ./runs, or a URL")
      ->required()
      ->type_name("STUDY");
  command->add_option("out", arguments->out, "file to write (tensorboard: folder)")
      ->required()
      ->type_name("FILE");
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
  auto* command = study_command.add_subcommand("import", "make a study of what was exported");
  command->add_option("file", arguments->file, "what efs study export wrote")
      ->required()
      ->type_name("FILE");
  command->add_option("--study", arguments->study, "a folder, or postgresql://HOST/DATABASE/NAME")
      ->required()
      ->type_name("STUDY");
  command
      ->add_option("--folder", arguments->folder,
                   "of the study's files, with a URL (default: runs/NAME)")
      ->type_name("DIR");
  command->add_option("--files", arguments->files, "the old study's folder: its files are copied")
      ->type_name("DIR");
  command->callback([arguments] { import_study(*arguments); });
}

}  // namespace efs::cli
