// A command line in the form that exec takes.
#pragma once

#include <string>
#include <vector>

namespace efs::cli {

/// "efs", these arguments and a null pointer; valid as long as `arguments`.
inline std::vector<char*> exec_words(std::vector<std::string>& arguments) {
  static char program[] = "efs";
  std::vector<char*> words{program};
  for (std::string& word : arguments) words.push_back(word.data());
  words.push_back(nullptr);
  return words;
}

}  // namespace efs::cli
