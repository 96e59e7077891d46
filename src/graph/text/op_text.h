// Operators as text: "Conv2d(out=64 kernel=3x3 stride=2)".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/op.h"

namespace efs::graph {

/// Also how fresh weights are drawn, and real numbers with all of their digits: read_op() gives the
/// operator itself.
std::string whole_attributes(const Op& op);

/// What op_name() says of every operator.
std::vector<std::string> op_names();

/// An operator of op_names() with attributes as whole_attributes() or op_attributes() write them, in
/// any order; what is left out has its default, a flag is off. UsageError: an unknown operator or
/// attribute, with what fits; a value that is none.
Op read_op(std::string_view name, std::string_view attributes);

}  // namespace efs::graph
