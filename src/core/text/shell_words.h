// Commands that a user can paste into a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace efs {

/// `word` as one word of a POSIX shell: as it is where nothing in it is special to the shell, else
/// in single quotes.
std::string shell_word(std::string_view word);

/// The words, each quoted as it needs, with blanks between them.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace efs
