// Label files as UTF-8 text with usual line ends, whatever an editor made of them. Inside data/ only.
#pragma once

#include <string>
#include <string_view>

namespace efs::data {

/// UTF-16 with its mark becomes UTF-8, and line ends of CR alone (classic Mac OS) become LF. Error:
/// UTF-16 that is cut off or broken.
std::string text_of_labels(std::string bytes, const std::string& file_name);

}  // namespace efs::data
