#include "report/figures/importance.h"

namespace efs::report {

search::Importance importance_figure(const ReportSource& source,
                                     const std::vector<LeaderboardRow>& rows) {
  const std::map<int, const study::Trial*> by_number = trials_by_number(source.history);
  const bool maximise = source.fitness.direction == search::Direction::kMaximize;
  std::vector<search::Observation> observations;
  for (const LeaderboardRow& row : rows) {
    if (!row.fitness || ruled_out(row.state)) continue;
    observations.push_back(
        {by_number.at(row.trial)->params, maximise ? -*row.fitness : *row.fitness});
  }
  return search::parameter_importance(observations);
}

}  // namespace efs::report
