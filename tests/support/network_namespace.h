// Another machine's network: a namespace with an address of its own, joined to ours by a cable.
#pragma once

#include <string>
#include <vector>

namespace efs::testing {

/// Needs root or sudo, and iproute2. Everything goes with it.
class NetworkNamespace {
 public:
  /// Error: it cannot be made here.
  NetworkNamespace();
  ~NetworkNamespace();
  NetworkNamespace(const NetworkNamespace&) = delete;
  NetworkNamespace& operator=(const NetworkNamespace&) = delete;

  /// Where who is in it can be reached.
  const std::string& address() const { return address_; }
  /// The words that run a program in it, to be put before the program's own.
  std::vector<std::string> words() const;
  void cut();
  void restore();

 private:
  std::string name_, near_, far_, address_;
};

}  // namespace efs::testing
