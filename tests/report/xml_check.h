// Is a text well-formed XML, as far as our SVG writer could get it wrong?
#pragma once

#include <string>

namespace efs::report {

/// Empty if tags nest and close, attributes are quoted and unique in their tag, and '<' and '&'
/// stand only where they may; otherwise what is wrong.
std::string xml_fault(const std::string& text);

}  // namespace efs::report
