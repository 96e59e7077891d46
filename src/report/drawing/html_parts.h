// Pieces of HTML that several sections are made of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace efs::report {

/// Opens a <section> with a heading and a note below it; all three are HTML already.
std::string open_section(std::string_view id, std::string_view heading, std::string_view note);

// Ids, titles and names are escaped here: callers hand them over as they are.

/// A place for one of Chart.js's charts, of a class that sets its size ("tall" or none).
std::string canvas(const std::string& id, const std::string& title, const char* size = "");
/// A place for an SVG of our own script.
std::string svg_place(const std::string& id, const std::string& title);

/// "1 trial", "12 trials"
std::string counted(std::size_t count, const std::string& noun);

/// A coloured stroke with its name.
std::string legend_entry(const std::string& colour, bool dashed, const std::string& name);

}  // namespace efs::report
