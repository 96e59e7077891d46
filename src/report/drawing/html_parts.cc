#include "report/drawing/html_parts.h"

#include <fmt/format.h>

#include "report/drawing/markup.h"

namespace efs::report {

std::string open_section(std::string_view id, std::string_view heading, std::string_view note) {
  return fmt::format("<section id=\"{}\"><h2>{}</h2>\n<p class=\"note\">{}</p>\n", id, heading,
                     note);
}

std::string canvas(const std::string& id, const std::string& title, const char* size) {
  return fmt::format(
      "<div class=\"canvas {}\"><canvas id=\"{}\" role=\"img\" aria-label=\"{}\"></canvas></div>",
      size, escape(id), escape(title));
}

std::string svg_place(const std::string& id, const std::string& title) {
  return fmt::format("<div class=\"drawing\" id=\"{}\" role=\"img\" aria-label=\"{}\"></div>\n",
                     escape(id), escape(title));
}

std::string counted(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string legend_entry(const std::string& colour, bool dashed, const std::string& name) {
  return fmt::format("<span><i style=\"border-color:{}{}\"></i>{}</span>", colour,
                     dashed ? ";border-top-style:dashed" : "", escape(name));
}

}  // namespace efs::report
