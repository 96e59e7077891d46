#include <fmt/format.h>

#include <cstdio>

#include "cli/front/commands.h"
#include "cli/front/study_reading.h"
#include "core/shell_words.h"
#include "core/user_files.h"
#include "report/tables.h"
#include "report/text.h"
#include "report/writer.h"

namespace efs::cli {
namespace {

void run(const std::string& study, const std::string& curves) {
  const study::StudyPlace place = study::find_place(study);
  const report::ReportSource source = read_study(place).source;
  if (!curves.empty()) {
    write_new_file(curves, report::curves_csv(source, report::leaderboard_rows(source)),
                   "give another name with --curves, or remove it");
    fmt::print("curves  {}\n", curves);
    return;
  }
  study::require_files(place);
  const std::filesystem::path page = report::write_report(source, place.folder);
  fmt::print("{}\nreport  {}\n", report::leaderboard_text(report::leaderboard_rows(source)),
             page.string());
}

}  // namespace

void add_report(CLI::App& app) {
  auto study = std::make_shared<std::string>();
  auto curves = std::make_shared<std::string>();
  auto* command =
      app.add_subcommand("report", "write a study's tables, plots and report.html anew");
  command->add_option("study", *study, "a study folder, its name under ./runs, or a URL")
      ->required()
      ->type_name("STUDY");
  command
      ->add_option("--curves", *curves,
                   "only write the learning curves, for efs simulate, into this new CSV file")
      ->type_name("FILE");
  command->callback([study, curves] { run(*study, *curves); });
}

}  // namespace efs::cli
