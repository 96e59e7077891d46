#pragma once

namespace efs::graph {

/// One lambda a type, for std::visit over an Op.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace efs::graph
