// Text that is safe inside HTML, SVG and a script.
#pragma once

#include <string>
#include <string_view>

#include "core/text/json.h"

namespace efs::report {

/// For element content and quoted attributes of HTML and XML. Control characters that XML forbids
/// and bytes that are not UTF-8 become U+FFFD.
std::string escape(std::string_view text);

/// JSON that may stand inside <script>: every '<' is written as \u003c, so that no text can end
/// the element. NaN and infinities become null, bytes that are not UTF-8 become U+FFFD.
std::string script_json(const Json& json);

/// RFC 4648, with padding.
std::string base64(std::string_view bytes);

}  // namespace efs::report
