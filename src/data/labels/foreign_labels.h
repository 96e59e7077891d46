// Label files of other programs, which are named and not read. Inside data/ only.
#pragma once

#include <string>
#include <string_view>

namespace efs::data {

/// Error "FILE: this looks like FORMAT ...; cure" for what people have and label_formats.h does not
/// read: other encodings, JSON, XML, spreadsheets, WIDER FACE, keras-yolo3, YOLO, CelebA, ...
void refuse_foreign_labels(std::string_view text, const std::string& file_name);

}  // namespace efs::data
