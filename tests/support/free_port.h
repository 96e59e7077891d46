// A port of the loopback interface that nobody listens on.
#pragma once

namespace efs::testing {

/// std::runtime_error: there is none.
int free_port();

}  // namespace efs::testing
