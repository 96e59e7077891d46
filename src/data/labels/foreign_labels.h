// Recognises label files of other programs, which are not read. Inside data/ only.
#pragma once

#include <string>
#include <string_view>

#include "data/labels/text_start.h"

namespace efs::data {

/// Error "FILE: this looks like KIND, which is not read as labels; cure" for what no reader may
/// be given: archives, spreadsheets, lists that look like CSV.
void refuse_no_labels(std::string_view bytes, const std::string& file_name);

/// The same for texts in formats that people have and label_formats.h does not read.
void refuse_foreign_labels(const TextStart& start, const std::string& file_name);

/// Both, for a file that need not be labels at all: only what is certainly another program's.
void refuse_foreign_labels_of_tools(const TextStart& start, const std::string& file_name);

}  // namespace efs::data
