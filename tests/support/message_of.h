// What an action is refused with.
#pragma once

#include <string>

#include "core/error.h"

namespace efs {

/// The message of the Error that the action throws; "no error" if it throws none.
template <typename Action>
std::string message_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace efs
