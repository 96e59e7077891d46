#include <fmt/format.h>

#include <cstdio>

#include "cli/approvals.h"
#include "cli/torch_free/commands.h"
#include "cli/torch_free/study_reading.h"
#include "core/files/user_files.h"
#include "core/process/machine_fault.h"
#include "report/leaderboard/tables.h"
#include "report/leaderboard/text.h"
#include "report/writer.h"

namespace efs::cli {
namespace {

constexpr const char* kLinksCure =
    "put a folder or file in a link's place, or write elsewhere with --out FOLDER";

/// Where the report goes: the study's own folder, or the one that the user names, which is made.
std::filesystem::path output_folder(const study::StudyLocation& location, const std::string& out) {
  if (!out.empty()) {
    refuse_existing(out, "give a new folder with --out");
    return out;
  }
  study::require_files(location);
  refuse_links_out(location.folder, kLinksCure);
  if (const auto fault = fault_of_writing(location.folder)) {
    throw SystemError(
        fmt::format("{}; write the report elsewhere with --out FOLDER", fault->what()),
        fault->code());
  }
  return location.folder;
}

void run(const std::string& study, const std::string& curves, const std::string& out) {
  const study::StudyLocation location = study::find_study(study);
  const report::ReportSource source = read_study(location).source;
  if (!curves.empty()) {
    write_new_file(curves, report::curves_csv(source, report::leaderboard_rows(source)),
                   "give another name with --curves, or remove it");
    fmt::print("curves  {}\n", curves);
    return;
  }
  const std::filesystem::path page = report::write_report(source, output_folder(location, out));
  fmt::print("{}\nreport  {}\n", report::leaderboard_text(report::leaderboard_rows(source)),
             page.string());
}

}  // namespace

void add_report(CLI::App& app) {
  auto study = std::make_shared<std::string>();
  auto curves = std::make_shared<std::string>();
  auto out = std::make_shared<std::string>();
  auto* command =
      app.add_subcommand("report", "write a study's tables, plots and report.html anew");
  command->add_option("study", *study, "a study folder, its name under ./runs, or a URL")
      ->required()
      ->type_name("STUDY");
  command
      ->add_option("--curves", *curves,
                   "only write the learning curves, for efs simulate, into this new CSV file")
      ->type_name("FILE");
  command
      ->add_option("--out", *out,
                   "write into this new folder (default: the study's, where the last report is "
                   "replaced)")
      ->excludes("--curves")
      ->type_name("FOLDER");
  command->callback([study, curves, out] { run(*study, *curves, *out); });
}

}  // namespace efs::cli
