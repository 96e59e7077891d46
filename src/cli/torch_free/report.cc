#include <fmt/format.h>

#include "cli/approvals.h"
#include "cli/options.h"
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

/// The study's own folder, or the new one that the user names.
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

struct ReportArguments {
  std::string study, curves, out;
};

void run_report(const ReportArguments& arguments) {
  const study::StudyLocation location = study::find_study(arguments.study);
  const report::ReportSource source = read_study(location).source;
  if (!arguments.curves.empty()) {
    write_new_file(arguments.curves, report::curves_csv(source, report::leaderboard_rows(source)),
                   "give another name with --curves, or remove it");
    fmt::print("curves  {}\n", arguments.curves);
    return;
  }
  const auto page = report::write_report(source, output_folder(location, arguments.out));
  fmt::print("{}\nreport  {}\n", report::leaderboard_text(report::leaderboard_rows(source)),
             page.string());
}

}  // namespace

void add_report(CLI::App& app) {
  auto arguments = std::make_shared<ReportArguments>();
  auto* command = add_command(app, "report");
  add_study_word(*command, "study", arguments->study);
  add_path(*command, "--curves", arguments->curves, "FILE",
           "only write the learning curves, for efs simulate, into this new CSV file");
  add_path(*command, "--out", arguments->out, "FOLDER",
           "write into this new folder (default: the study's, where the last report is replaced)")
      ->excludes("--curves");
  command->callback([arguments] { run_report(*arguments); });
}

}  // namespace efs::cli
