// The secret that lets a program use an agent.
#pragma once

#include <string>

namespace efs::device {

/// Whether an Authorization header is "Bearer TOKEN". Takes equally long however many characters
/// are right.
bool is_authorised(const std::string& authorization, const std::string& token);

/// The first line of a file, which others than its owner must not be able to read. Error: they can,
/// or the token has fewer than 16 characters. Without a path: no token.
std::string read_token(const std::string& path);

}  // namespace efs::device
