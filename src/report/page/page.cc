#include "report/page/page.h"

#include <fmt/format.h>

#include "core/files/digest.h"
#include "report/drawing/markup.h"
#include "report/page/assets.h"
#include "report/page/sections.h"

namespace efs::report {
namespace {

/// What stands in <script>, and is allowed by its digest: nothing else on the page may run,
/// whatever text of the study got there.
std::string script_content(std::string_view text) { return "\n" + std::string(text) + "\n"; }

std::string page_script() { return std::string(charts_js()) + std::string(report_js()); }

std::string digest_source(std::string_view text) {
  const std::string hex = sha256_hex(script_content(text));
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return "'sha256-" + base64(bytes) + "'";
}

std::string head(const ReportSource& source) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src ";
  html += digest_source(chart_js()) + " " + digest_source(page_script()) + "\">\n";
  html += "<title>" + escape(source.info.name) + " - EdgeFaceSearch</title>\n<style>\n";
  html += report_css();
  return html + "</style>\n</head>\n<body>\n";
}

std::string banner(const ReportSource& source, const std::string& body) {
  std::string html = "<header><div>\n<h1>" + escape(source.info.name) + "</h1>\n<p>";
  html += "EdgeFaceSearch " + escape(source.info.program_version);
  const std::string created = format_time(source.info.created_unix_s);
  if (!created.empty()) html += ", study created " + created;
  html += "</p>\n<nav>";
  const auto link = [&](const char* section, const char* name) {
    if (body.find(fmt::format("<section id=\"{}\"", section)) == std::string::npos) return;
    html += fmt::format("<a href=\"#{}\">{}</a>", section, name);
  };
  link("leaderboard", "Leaderboard");
  for (const Chart& chart : charts()) link(chart.section, chart.link);
  link("pictures", "Pictures");
  link("ruled-out", "Ruled out");
  link("latency", "Latency");
  link("config", "Configuration");
  link("reproduce", "Repeat");
  return html + "</nav>\n</div></header>\n";
}

std::string script(std::string_view text) {
  return "<script>" + script_content(text) + "</script>\n";
}

}  // namespace

std::string html_page(const ReportSource& source, const Rows& rows,
                      const std::vector<DrawnChart>& charts) {
  std::string body = headline_section(source, rows) + leaderboard_section(source, rows);
  for (const DrawnChart& chart : charts) body += chart.html;
  body += pictures_section(source.overlays) + augmentation_section(source.augmentation_sheets) +
          ruled_out_section(rows) + latency_section(source, rows) + config_section(source) +
          reproduce_section(source);

  return head(source) + banner(source, body) + "<main>\n" + body + "</main>\n" +
         "<script type=\"application/json\" id=\"data\">" +
         script_json(chart_data(source, charts)) + "</script>\n" + script(chart_js()) +
         script(page_script()) + "</body>\n</html>\n";
}

}  // namespace efs::report
