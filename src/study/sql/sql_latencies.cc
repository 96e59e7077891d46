#include "study/sql/sql_latencies.h"

#include "study/sql/sql_columns.h"
#include "study/sql/sql_rows.h"

namespace efs::study::rows {

void add_latencies(soci::session& sql, int first, int last, std::vector<Trial>& trials) {
  int number = 0;
  std::string target, detail;
  Real median_ms, p90_ms;
  soci::statement statement =
      (sql.prepare << "SELECT trial, target, median_ms, p90_ms, detail FROM latency"
                      " WHERE trial BETWEEN :first AND :last",
       soci::into(number), soci::into(target), into(median_ms), into(p90_ms), soci::into(detail),
       soci::use(first, "first"), soci::use(last, "last"));
  statement.execute();
  while (statement.fetch()) {
    auto& cost = owner(trials, first, number).cost;
    if (!cost) cost.emplace();
    cost->latencies[target] = {median_ms.get(), p90_ms.get(), detail};
  }
}

void put_latencies(soci::session& sql, const Trial& trial) {
  sql << "DELETE FROM latency WHERE trial = :trial", soci::use(trial.number, "trial");
  if (!trial.cost) return;
  for (const auto& [target, latency] : trial.cost->latencies) {
    Real median_ms(latency.median_ms), p90_ms(latency.p90_ms);
    sql << "INSERT INTO latency (trial, target, median_ms, p90_ms, detail)"
           " VALUES (:trial, :target, :median, :p90, :detail)",
        soci::use(trial.number, "trial"), soci::use(target, "target"), use(median_ms, "median"),
        use(p90_ms, "p90"), soci::use(latency.detail_json, "detail");
  }
}

}  // namespace efs::study::rows
