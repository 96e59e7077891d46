#include "search/objectives/expression.h"

#include <muParser.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <string_view>

#include "core/error.h"
#include "core/text/spelling.h"

namespace efs::search {
namespace {

/// muParser's own, and the dot of "latency_ms.nano".
constexpr const char* kNameCharacters =
    "0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.";

/// `position` counts from 0, as muParser does; -1 where it does not know.
[[noreturn]] void refuse(const std::string& kind, const std::string& text, int position,
                         const std::string& message) {
  const int shown = std::min(position, static_cast<int>(text.size())) + 1;
  const std::string at = position < 0 ? "" : fmt::format(", position {}", shown);
  fail_usage("{} '{}'{}: {}", kind, text, at, message);
}

/// muParser's message as a part of ours, without its own "at position N".
std::string reworded(std::string text) {
  for (const char* tail : {" found at position", " at position"}) {
    text = text.substr(0, text.find(tail));
  }
  while (!text.empty() && (text.back() == '.' || text.back() == '!')) text.pop_back();
  if (!text.empty()) text.front() = static_cast<char>(std::tolower(text.front()));
  return text;
}

/// muParser would let a formula change its variables: '=' that is not part of a comparison.
void refuse_assignment(const std::string& kind, const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') continue;
    const bool after = i > 0 && std::string_view("=<>!").find(text[i - 1]) != std::string::npos;
    if (!after && text.compare(i, 2, "==") != 0) {
      refuse(kind, text, static_cast<int>(i), "nothing can be assigned; compare with '=='");
    }
  }
}

}  // namespace

struct Expression::State {
  mu::Parser parser;
  std::vector<double> values;  // what the parser reads
  std::vector<bool> reads;
};

Expression::Expression(const std::string& kind, const std::string& text,
                       const std::vector<std::string>& variables)
    : state_(std::make_unique<State>()) {
  state_->values.assign(variables.size(), 1.0);
  refuse_assignment(kind, text);
  try {
    state_->parser.DefineNameChars(kNameCharacters);
    for (std::size_t i = 0; i < variables.size(); ++i) {
      state_->parser.DefineVar(variables[i], &state_->values[i]);
    }
    state_->parser.SetExpr(text);
    state_->parser.Eval();
    if (state_->parser.GetNumResults() != 1) {
      refuse(kind, text, -1, "there are several expressions, divided by ','; give one");
    }
    for (const auto& variable : variables) {
      state_->reads.push_back(state_->parser.GetUsedVar().count(variable) != 0);
    }
  } catch (const mu::ParserError& error) {
    if (error.GetCode() == mu::ecUNASSIGNABLE_TOKEN) {
      refuse(kind, text, error.GetPos(),
             unknown_name_message("variable", error.GetToken(), variables));
    }
    refuse(kind, text, error.GetPos(), reworded(error.GetMsg()));
  }
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;

bool Expression::reads(std::size_t index) const { return state_->reads.at(index); }

double Expression::value(const std::vector<double>& values) const {
  std::ranges::copy(values, state_->values.begin());
  try {
    return state_->parser.Eval();
  } catch (const mu::ParserError&) {  // a domain error of a function
    return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace efs::search
