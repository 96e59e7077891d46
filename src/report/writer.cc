#include "report/writer.h"

#include "core/files.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/plots.h"
#include "report/tables.h"

namespace efs::report {
namespace {

void write_table_files(const ReportSource& source, const std::vector<LeaderboardRow>& rows,
                       const std::filesystem::path& folder) {
  write_file_atomically(folder / "results.csv", results_csv(source, rows));
  write_file_atomically(folder / "leaderboard.csv", leaderboard_csv(rows));
}

}  // namespace

void write_tables(const ReportSource& source, const std::filesystem::path& study_folder) {
  write_table_files(source, leaderboard_rows(source), study_folder);
}

std::filesystem::path write_report(const ReportSource& source,
                                   const std::filesystem::path& study_folder) {
  const std::vector<LeaderboardRow> rows = leaderboard_rows(source);
  const std::vector<StageFigure> stages = stage_figures(source, rows);
  const ScatterFigure scatter = scatter_figure(source, rows);

  write_table_files(source, rows, study_folder);
  for (const NamedPlot& named : plots(stages, scatter)) {
    write_file_atomically(study_folder / "plots" / named.file, to_svg(named.plot));
  }
  const std::filesystem::path page = study_folder / "report.html";
  write_file_atomically(page, html_page(source, rows, stages, scatter));
  return page;
}

}  // namespace efs::report
