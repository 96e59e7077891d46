// A formula over named numbers: muParser with messages of ours. Private to search.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace efs::search {

/// For one thread at a time.
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
  /// `values` are parallel to the variables. NaN where the formula has no value.
  double value(const std::vector<double>& values) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace efs::search
