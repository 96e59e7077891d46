// `efs deploy`: the model with a program around it.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/model/threshold_images.h"
#include "cli/torch/study_trial.h"
#include "core/error.h"
#include "core/files/files.h"
#include "core/files/user_files.h"
#include "core/text/named_rows.h"
#include "deploy/kinds.h"
#include "ncnn/exporter.h"
#include "nn/catalogue.h"
#include "tune/model/predictor.h"

namespace efs::cli {
namespace {

struct DeployArguments {
  std::string model;  // a file, STUDY or STUDY:TRIAL
  std::string kind;
  std::string folder;
};

/// A new folder under another name until it is whole.
class NewFolder {
 public:
  explicit NewFolder(fs::path path)
      : path_(std::move(path)), unfinished_(fmt::format("{}.{}.new", path_.string(), ::getpid())) {
    refuse_existing(path_, "name a new folder");
    fs::create_directories(unfinished_);
  }
  ~NewFolder() {
    std::error_code ignored;
    fs::remove_all(unfinished_, ignored);
  }
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  const fs::path& unfinished() const { return unfinished_; }
  void commit() {
    refuse_existing(path_, "name a new folder");
    fs::rename(unfinished_, path_);
  }

 private:
  fs::path path_, unfinished_;
};

bool is_model_file(const std::string& name) {
  return fs::path(name).extension() == ".onnx" && !fs::is_directory(name);
}

/// Error, before anything is written: this is no detector of ours, or the kind cannot run it.
void require_fit(const deploy::Kind& kind, const std::string& file) {
  const onnx::ModelInfo info = tune::Predictor(file).info();
  if (kind.form == deploy::ModelForm::kNcnn) {
    fail_usage("--to {} writes the model anew; name the study, STUDY:TRIAL, instead of {}",
               kind.name, file);
  }
  if (info.precision == "fp32" || kind.form == deploy::ModelForm::kOnnx) return;
  fail_usage("{} runs fp32 models only, and this one is {}; deploy the fp32 file, or to {}",
             kind.name, info.precision, fmt::join(deploy::kinds_of_all_precisions(), ", "));
}

/// Writes the model; what the program must know of it.
onnx::ModelInfo write_model(const deploy::Kind& kind, const std::string& reference,
                            const fs::path& folder) {
  const fs::path onnx_file = folder / "model.onnx";
  if (is_model_file(reference)) {
    write_file_atomically(onnx_file, read_file(reference));
    return onnx::read_model_info(onnx_file.string());
  }
  const StudyTrial trial = find_study_trial(reference);
  const onnx::ModelInfo info = export_trial(trial, onnx_file, threshold_images(trial)).info;
  if (kind.form == deploy::ModelForm::kNcnn) {
    const auto model = ncnn::export_ncnn(trial.graph, trial.weights, nn::output_name(info.head),
                                         ncnn::NumberFormat::kFloat32);
    write_file_atomically(folder / kind.model_file(), model.param);
    write_file_atomically((folder / kind.model_file()).replace_extension(".bin"), model.bin);
    fs::remove(onnx_file);
  }
  return info;
}

void run_deploy(const DeployArguments& arguments) {
  const deploy::Kind& kind = deploy::kind_of(arguments.kind);
  if (is_model_file(arguments.model)) require_fit(kind, arguments.model);
  NewFolder folder(arguments.folder);
  const onnx::ModelInfo info = write_model(kind, arguments.model, folder.unfinished());
  for (const auto& file : deploy::files_of(kind, info)) {
    const fs::path path = folder.unfinished() / file.name;
    write_file_atomically(path, file.text);
    if (file.is_program) {
      fs::permissions(path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                      fs::perm_options::add);
    }
  }
  folder.commit();
  fmt::print("{}: the model and a program for it: {}\n{}/README.md says how to start it\n",
             arguments.folder, kind.about, arguments.folder);
}

}  // namespace

void add_deploy(CLI::App& app) {
  auto arguments = std::make_shared<DeployArguments>();
  auto* command = add_command(app, "deploy");
  add_path(*command, "model", arguments->model, "STUDY[:TRIAL]|MODEL",
           "a study: its winner; STUDY:TRIAL: that trial; or a model.onnx that efs wrote")
      ->required();
  command
      ->add_option(
          "--to", arguments->kind,
          fmt::format("the kind of program: {}", fmt::join(names_of(deploy::kinds()), ", ")))
      ->type_name("KIND")
      ->required();
  add_path(*command, "folder", arguments->folder, "DIR", "new folder for the program")->required();
  command->callback([arguments] { run_deploy(*arguments); });
}

}  // namespace efs::cli
