// Recognises label files of other programs, which are not read. Inside data/ only.
#pragma once

#include <string>
#include <string_view>

namespace efs::data {

/// Error "FILE: this looks like FORMAT ...; cure" for formats that people have and label_formats.h
/// does not read: JSON, XML, spreadsheets, WIDER FACE, keras-yolo3, YOLO, CelebA, other encodings.
void refuse_foreign_labels(std::string_view text, const std::string& file_name);

}  // namespace efs::data
