// Pieces of HTML that several sections are made of.
#pragma once

#include <cstddef>
#include <string>

namespace efs::report {

// Ids, titles and names are escaped here: callers hand them over as they are.

/// A place for one of Chart.js's charts, or for an SVG of our own script, with a heading.
std::string canvas(const std::string& id, const std::string& title);
/// The same without a heading, as large as its class says ("tall", "wide" or none).
std::string plain_canvas(const std::string& id, const std::string& title, const char* size);
std::string svg_place(const std::string& id, const std::string& title);

/// "1 trial", "12 trials"
std::string counted(std::size_t count, const std::string& noun);

/// A coloured stroke with its name.
std::string legend_entry(const std::string& colour, bool dashed, const std::string& name);

}  // namespace efs::report
