#include "support/free_port.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <random>
#include <stdexcept>

namespace efs::testing {
namespace {

bool is_free(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return bound;
}

}  // namespace

// Below those that the system gives to connections (32768 and above): there any program could get
// it before the server that it is for; and by chance, so that tests that run side by side do not
// take the same.
int free_port() {
  std::random_device random;
  std::uniform_int_distribution<int> ports(10'000, 32'000);
  for (int i = 0; i < 1000; ++i) {
    const int port = ports(random);
    if (is_free(port)) return port;
  }
  throw std::runtime_error("no free port");
}

}  // namespace efs::testing
