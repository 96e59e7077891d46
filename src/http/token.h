// The secret that a client must know, and the files that hold secrets.
#pragma once

#include <string>

namespace efs::http {

/// Whether an Authorization header has the token; takes equally long however many characters match.
bool is_authorised(const std::string& authorization, const std::string& token);

/// The first line of a file, without blanks at its end; empty for an empty path. Error: it is too
/// short, HTTP cannot carry a character of it, or others may read or write the file.
std::string read_token(const std::string& path);

/// Error: someone besides the owner and the group may read the file, or besides the owner write it.
void require_private_key(const std::string& path);

}  // namespace efs::http
