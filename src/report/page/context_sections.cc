#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <set>

#include "core/text/outside_json.h"
#include "report/drawing/html_parts.h"
#include "report/drawing/markup.h"
#include "report/leaderboard/front.h"
#include "report/page/sections.h"

namespace efs::report {
namespace {

/// A member of a measurement, whatever its type, as text; "" where it is not known.
std::string member(const Json& detail, const std::string& key) {
  if (!detail.is_object() || !detail.contains(key)) return "";
  const Json& value = detail.at(key);
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_integer()) return fmt::format("{}", value.get<std::int64_t>());
  if (value.is_number()) return fmt::format("{:.4g}", value.get<double>());
  return "";
}

/// Zero means that the measurement does not know the value.
std::string known_number(const Json& detail, const std::string& key) {
  const std::string text = member(detail, key);
  return text == "0" ? "" : text;
}

std::string from_to(const std::string& before, const std::string& after) {
  if (before.empty() || after.empty() || before == after) return before.empty() ? after : before;
  return before + " &rarr; " + after;
}

std::string latency_line(const std::string& architecture, const std::string& target,
                         const study::LatencyRecord& latency) {
  const Json detail = try_outside_json(latency.detail_json).value_or(Json());
  std::string line = fmt::format(
      "<tr><td class=\"text\">{}</td><td class=\"text\">{}</td><td data-v=\"{}\">{:.3f}</td>",
      escape(architecture), target.empty() ? "&ndash;" : escape(target), latency.median_ms,
      latency.median_ms);
  line += fmt::format("<td data-v=\"{}\">{:.3f}</td>", latency.p90_ms, latency.p90_ms);
  const auto cell = [&](const std::string& text, bool is_text) {
    line += fmt::format("<td{}>{}</td>", is_text ? " class=\"text\"" : "",
                        text.empty() ? "&ndash;" : text);
  };
  for (const char* key : {"p99_ms", "standard_deviation_ms", "runs"}) {
    cell(escape(known_number(detail, key)), false);
  }
  const std::string unstable = member(detail, "unstable");
  cell(unstable.empty() ? "yes" : "no: " + escape(unstable), true);
  cell(escape(known_number(detail, "threads")), false);
  cell(escape(member(detail, "runtime") + " " + member(detail, "runtime_version")), true);
  for (const char* key : {"precision", "device", "governor"}) {
    cell(escape(member(detail, key)), true);
  }
  for (const std::string key : {"frequency_mhz", "temperature_c"}) {
    cell(from_to(escape(known_number(detail, key + "_before")),
                 escape(known_number(detail, key + "_after"))),
         false);
  }
  return line + "</tr>\n";
}

std::string latency_models_text(const ReportSource& source) {
  std::string html;
  for (const auto& [target, model] : source.latency_models) {
    html += fmt::format(
        "<p class=\"note below\">A sum of operator costs, fitted to the {} networks measured{}, "
        "predicts the latency of a network left out with a median error of {:.0f}&nbsp;% (within "
        "{:.0f}&nbsp;% for 90&nbsp;% of the networks). It orders measurements and replaces "
        "none.</p>\n",
        model.networks, target.empty() ? "" : " on " + escape(target), 100.0 * model.median_error,
        100.0 * model.p90_error);
  }
  return html;
}

std::string fact(const char* name, const std::string& value) {
  if (value.empty()) return "";
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, escape(value));
}

}  // namespace

std::string latency_section(const ReportSource& source, const Rows& rows) {
  std::string lines;
  std::set<std::string> shown;
  const std::string first = first_target(source);
  for (const LeaderboardRow& row : rows) {
    const study::Trial& trial = source.history.trial(row.trial);
    if (!trial.latency() || !shown.insert(network_label(row)).second) continue;
    for (const auto& [target, latency] : trial.cost->latencies) {
      const bool is_first = target == study::kFirstTarget;
      if (!is_first && !row.other_latencies_ms.contains(target)) continue;  // none of the study
      lines += latency_line(network_label(row), is_first ? first : target, latency);
    }
  }
  if (lines.empty()) return "";
  return open_section(
             "latency", "Latency measurements",
             "One image at a time, synchronised per run, with changing input, after a warm-up, "
             "until the 95&nbsp;% confidence interval of the median is narrow or a time limit is "
             "reached. Each network is measured once on each target, before it is trained.") +
         "<div class=\"scroll\"><table class=\"sortable\"><thead><tr>"
         "<th class=\"text\">architecture</th><th class=\"text\">target</th><th>median, "
         "ms</th><th>p90</th><th>p99</th>"
         "<th>std. dev.</th><th>runs</th><th class=\"text\">stable</th><th>threads</th>"
         "<th class=\"text\">runtime</th><th class=\"text\">precision</th>"
         "<th class=\"text\">device</th><th class=\"text\">governor</th><th>MHz</th>"
         "<th>&deg;C</th></tr></thead><tbody>\n" +
         lines + "</tbody></table></div>\n" + latency_models_text(source) + "</section>\n";
}

std::string config_section(const ReportSource& source) {
  return open_section("config", "Configuration",
                      "As resolved when the study was created: defaults, file and command line "
                      "together.") +
         "<pre>" + escape(source.info.config_yaml) + "</pre></section>\n";
}

std::string reproduce_section(const ReportSource& source) {
  const study::StudyInfo& info = source.info;
  std::string html =
      "<section id=\"reproduce\"><h2>Repeating the study</h2>\n<dl>\n" + fact("study", info.name) +
      fact("created", format_time(info.created_unix_s)) + fact("program", info.program_version) +
      fact("seed", fmt::format("{}", info.seed)) + fact("data set", info.dataset_digest) +
      "</dl>\n<p class=\"note\" style=\"margin-top:12px\">In the study folder, "
      "<code>study.yaml</code> is the configuration above; the seed of each trial derives from the "
      "study's and the trial's number.</p>\n<pre>";
  html += escape(
      "# the same search again, in a folder of its own\n"
      "efs search study.yaml\n"
      "# use the winner\n"
      "efs predict best/model.onnx PHOTO.jpg --csv boxes.csv --overlay overlays\n");
  return html + "</pre></section>\n";
}

std::string format_time(double unix_s) {
  if (unix_s <= 0.0) return "";
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(unix_s)));
}

}  // namespace efs::report
