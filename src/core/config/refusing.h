// Refusals that say where in a configuration the fault stands.
#pragma once

#include <string>

#include "core/config/config.h"
#include "core/error.h"

namespace efs {

/// Calls `make`; an Error that it throws is refused at `key`.
template <typename Make>
auto refusing_at(const Config& config, const std::string& key, const Make& make) {
  try {
    return make();
  } catch (const Error& error) {
    config.refuse(key, error.what());
  }
}

}  // namespace efs
