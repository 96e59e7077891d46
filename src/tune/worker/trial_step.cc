#include "tune/worker/trial_step.h"

#include <ios>
#include <new>
#include <system_error>

#include "core/process/machine_fault.h"
#include "study/storage.h"

namespace efs::tune {
namespace {

/// What libtorch says of its CPU allocator, and of a GPU's memory (an exception class whose name
/// differs between versions).
bool tells_of_memory(const std::string& message) {
  return message.find("can't allocate memory") != std::string::npos ||
         message.find("out of memory") != std::string::npos;
}

/// libtorch appends its stack, which says nothing to a user.
std::string without_stack(const std::string& message) {
  return message.substr(0, message.find("\nframe #"));
}

}  // namespace

void rethrow_as_failure(const std::filesystem::path& folder) {
  try {
    throw;
  } catch (const TrialFailure&) {
    throw;
  } catch (const study::LeaseLost&) {
    throw;
  } catch (const study::StorageFailure&) {
    throw;
  } catch (const SystemError&) {
    throw;
  } catch (const std::ios_base::failure& error) {  // it does not know the system's reason
    if (const auto fault = fault_of_writing(folder)) throw SystemError(*fault);
    throw TrialFailure{error.what()};
  } catch (const std::system_error& error) {  // std::filesystem's too
    throw SystemError(error.what(), error.code().value());
  } catch (const std::bad_alloc&) {
    throw TrialFailure{"out of memory", true};
  } catch (const std::exception& error) {
    const std::string message = without_stack(error.what());
    if (tells_of_memory(message)) throw TrialFailure{message, true};
    if (const auto fault = fault_in_message(message)) throw SystemError(*fault);
    if (const auto fault = fault_of_writing(folder)) {
      throw SystemError(message + " (" + fault->what() + ")", fault->code());
    }
    throw TrialFailure{message};
  }
}

}  // namespace efs::tune
