#include "report/page/html_parts.h"

#include <fmt/format.h>

#include "report/page/markup.h"

namespace efs::report {

std::string canvas(const std::string& id, const std::string& title) {
  return "<div class=\"chart\"><h3>" + escape(title) + "</h3>" + plain_canvas(id, title, "") +
         "</div>\n";
}

std::string plain_canvas(const std::string& id, const std::string& title, const char* size) {
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
