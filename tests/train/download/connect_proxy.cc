#include "connect_proxy.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace efs::train {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// Byte by byte, so that nothing behind the head is taken.
std::string read_head(int socket) {
  std::string head;
  char byte = 0;
  while (!head.ends_with("\r\n\r\n") && ::recv(socket, &byte, 1, 0) == 1) head += byte;
  return head;
}

/// false: this side is through.
bool pass_on(int from, int to) {
  char buffer[4096];
  const ssize_t count = ::recv(from, buffer, sizeof buffer, 0);
  return count > 0 && ::send(to, buffer, static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
}

}  // namespace

ConnectProxy::ConnectProxy(std::string target) : target_(std::move(target)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 4) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("no port on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

ConnectProxy::~ConnectProxy() {
  stop_ = true;
  thread_.join();
  ::close(listener_);
}

std::string ConnectProxy::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void ConnectProxy::serve() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, 20) <= 0) continue;
    const int client = ::accept(listener_, nullptr, nullptr);
    tunnel(client);
    ::close(client);
  }
}

void ConnectProxy::tunnel(int client) {
  request_ = read_head(client);
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(std::stoi(target_.substr(target_.rfind(':') + 1)));
  const bool open =
      ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const std::string answer =
      open ? "HTTP/1.1 200 Connection established\r\n\r\n" : "HTTP/1.1 502 Bad Gateway\r\n\r\n";
  ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  pollfd sides[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
  for (bool alive = open; alive && !stop_;) {
    if (::poll(sides, 2, 20) <= 0) continue;
    if (sides[0].revents != 0) alive = pass_on(client, server);
    if (alive && sides[1].revents != 0) alive = pass_on(server, client);
  }
  ::close(server);
}

}  // namespace efs::train
