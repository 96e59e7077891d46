// A command line as exec takes it.
#pragma once

#include <string>
#include <vector>

namespace efs::cli {

/// "efs" and these arguments; argv() is valid as long as the object.
class ProgramWords {
 public:
  explicit ProgramWords(const std::vector<std::string>& arguments) : words_{"efs"} {
    words_.insert(words_.end(), arguments.begin(), arguments.end());
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
  }
  ProgramWords(const ProgramWords&) = delete;
  ProgramWords& operator=(const ProgramWords&) = delete;

  char* const* argv() { return pointers_.data(); }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

}  // namespace efs::cli
