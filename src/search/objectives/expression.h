// A formula over named numbers. muParser behind our messages; private to search.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace efs::search {

/// One thread at a time.
class Expression {
 public:
  /// `kind` names the expression in messages ("fitness"). UsageError, with the position, if `text`
  /// does not parse, assigns, or reads something that is not among `variables`.
  Expression(const std::string& kind, const std::string& text,
             const std::vector<std::string>& variables);
  ~Expression();
  Expression(Expression&&) noexcept;

  /// Whether the formula reads variable `index`.
  bool reads(std::size_t index) const;
  /// Its value; `values` are parallel to the variables. NaN where it has none.
  double value(const std::vector<double>& values) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace efs::search
