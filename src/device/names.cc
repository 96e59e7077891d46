#include "device/names.h"

#include <algorithm>
#include <cctype>

#include "core/error.h"
#include "core/text/outside_text.h"

namespace efs::device {

bool is_model_file_suffix(const std::string& text) { return text == ".onnx" || text == ".pt"; }

void require_name(const std::string& what, const std::string& text) {
  const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  if (!text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), plain)) return;
  fail("'{}' is '{}', but must be a word of 1 to 64 letters, digits, '_' and '-'", what,
       printable(text, 100));
}

}  // namespace efs::device
