#include "report/writer.h"

#include "core/files/files.h"
#include "core/files/user_files.h"
#include "report/charts/charts.h"
#include "report/leaderboard/tables.h"
#include "report/page/page.h"

namespace efs::report {
namespace {

void write_table_files(const ReportSource& source, const Rows& rows,
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
  const Rows rows = leaderboard_rows(source);
  write_table_files(source, rows, study_folder);
  const std::vector<DrawnChart> charts = draw_charts(source, rows);
  for (const DrawnChart& chart : charts) {
    for (const auto& [file, plot] : chart.plots) {
      write_file_atomically(path_below(study_folder, "plots/" + file, "a plot"), to_svg(plot));
    }
  }
  const std::filesystem::path page = study_folder / "report.html";
  write_file_atomically(page, html_page(source, rows, charts));
  return page;
}

}  // namespace efs::report
