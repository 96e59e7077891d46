// A file of a network on any bytes: a network that builds or says why not, or an Error.
#include <cstdint>
#include <string>

#include "core/error.h"
#include "nn/network.h"
#include "nn/own/own_network.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto own = efs::nn::read_own_network(
        std::string(reinterpret_cast<const char*>(data), size), "net", "net");
    if (efs::nn::read_own_network(own.text, "net", "net").text != own.text) __builtin_trap();
    efs::nn::build_network({.architecture = "net",
                            .own = std::make_shared<const efs::nn::Architecture>(own.architecture),
                            .head = "none",
                            .input = efs::square(64)});
  } catch (const efs::Error&) {
  }
  return 0;
}
