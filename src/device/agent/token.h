// The secret that a client must know.
#pragma once

#include <string>

namespace efs::device {

/// Whether an Authorization header has the token; takes equally long however many characters are
/// right.
bool is_authorised(const std::string& authorization, const std::string& token);

/// The first line of a file, without blanks at its end; empty for an empty path. Error: it is too
/// short, has a character that HTTP does not carry unchanged, or others may read or write the file.
std::string read_token(const std::string& path);

/// Error: others than the owner and its group may read the file, or others than the owner write it.
void require_private_key(const std::string& path);

}  // namespace efs::device
