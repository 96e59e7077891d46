// A connection whose every byte the test decides.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace efs {

inline sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class RawConnection {
 public:
  explicit RawConnection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const sockaddr_in address = loopback(port);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const timeval patience{30, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  ~RawConnection() { ::close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  /// False: the other side takes no more.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  /// All until the other side ends; what came after 30 s of silence is all, too.
  std::string read_all() const {
    std::string text;
    char piece[4096];
    for (ssize_t count = 0; (count = ::recv(socket_, piece, sizeof piece, 0)) > 0;) {
      text.append(piece, static_cast<std::size_t>(count));
    }
    return text;
  }
  /// Up to `end`, which is there unless the other side ended or was silent for 30 s.
  std::string read_until(std::string_view end) const {
    std::string text;
    char piece[4096];
    while (text.size() < end.size() || text.substr(text.size() - end.size()) != end) {
      const ssize_t count = ::recv(socket_, piece, sizeof piece, 0);
      if (count <= 0) break;
      text.append(piece, static_cast<std::size_t>(count));
    }
    return text;
  }
  /// Nothing more comes from here.
  void finish() const { ::shutdown(socket_, SHUT_WR); }
  std::string ask(std::string_view bytes) const {
    send(bytes);
    return read_all();
  }

 private:
  int socket_;
};

/// Something that listens in an agent's place: gives each connection the bytes of `answers` in
/// their order (the last one again and again), after its request's head has come.
class StrangeBoard {
 public:
  explicit StrangeBoard(std::vector<std::string> answers)
      : answers_(std::move(answers)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = loopback(0);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_, 16), 0);
    socklen_t length = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~StrangeBoard() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  StrangeBoard(const StrangeBoard&) = delete;
  StrangeBoard& operator=(const StrangeBoard&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  static std::string answer(const std::string& body, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
  /// `bytes` after `beginning` without an end; it is cut off where the client goes.
  static std::string endless(const std::string& beginning) { return beginning + kEndless; }

 private:
  static constexpr const char* kEndless = "...without an end";

  void serve() {
    for (std::size_t i = 0;; ++i) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      std::string head;
      char piece[4096];
      while (head.find("\r\n\r\n") == std::string::npos) {
        const ssize_t count = ::recv(client, piece, sizeof piece, 0);
        if (count <= 0) break;
        head.append(piece, static_cast<std::size_t>(count));
      }
      give(client, answers_[std::min(i, answers_.size() - 1)]);
      ::shutdown(client, SHUT_WR);
      while (::recv(client, piece, sizeof piece, 0) > 0) {
      }
      ::close(client);
    }
  }

  static void give(int client, std::string answer) {
    const std::size_t mark = answer.find(kEndless);
    if (mark != std::string::npos) answer.resize(mark);
    ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    const std::string more(1 << 16, 'x');
    while (mark != std::string::npos &&
           ::send(client, more.data(), more.size(), MSG_NOSIGNAL) > 0) {
    }
  }

  std::vector<std::string> answers_;
  int listener_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace efs
