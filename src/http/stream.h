// One end of a TCP connection, in clear or TLS, that waits no longer than it is told to.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct addrinfo;
struct ssl_ctx_st;  // SSL_CTX of OpenSSL
struct ssl_st;

namespace efs::http {

/// Keys and certificates of one side, shared by its connections; null: connections in clear.
using TlsContext = std::shared_ptr<ssl_ctx_st>;

/// Error: the files cannot be used, or do not belong together.
TlsContext server_tls(const std::string& certificate, const std::string& key);
/// A client's, which trusts `ca_certificate` (a PEM file), or what the system trusts if that is
/// empty. Error: the file cannot be used.
TlsContext client_tls(const std::string& ca_certificate);

/// Makes a socket that does not block for each address of `host` until `use` returns 0 for one;
/// otherwise `use` returns an errno. -1: there is none, and `why` is the reason. `flags` are those
/// of getaddrinfo().
int open_socket(const std::string& host, const std::string& port, int flags,
                const std::function<int(int socket, const addrinfo& address)>& use,
                std::string& why);

/// Owns a socket that does not block. None of its functions raises SIGPIPE.
class Stream {
 public:
  Stream(int socket, const TlsContext& tls);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  int socket() const { return socket_; }

  /// The result of a try: `kReads` and `kWrites` say what to wait for before the next one.
  enum class Io { kDone, kReads, kWrites, kEnded };
  /// The server's part of TLS; in clear it is done at once.
  Io accept();
  /// kDone: `got` bytes, at least one.
  Io read_some(char* into, std::size_t size, std::size_t& got);
  Io write_some(const char* bytes, std::size_t size, std::size_t& put);

  /// The client's part of TLS with a server of that name or address. False: `problem()` says why.
  bool connect_tls(const std::string& host, double timeout_s);
  /// Bytes that have come, at most `size`; 0: the other side has ended, or it timed_out().
  std::size_t read(char* into, std::size_t size, double timeout_s);
  /// False: the other side has ended, or took none of it for `timeout_s`.
  bool write(std::string_view bytes, double timeout_s);
  /// Why the last function failed, for a message; empty: the other side has ended.
  const std::string& problem() const { return problem_; }
  bool timed_out() const { return timed_out_; }

  /// Tells the other side that nothing more comes; what it sends can still be read.
  void finish_writing();
  /// Called by another thread: makes a read or a write that waits fail at once.
  void interrupt() const;

 private:
  template <typename Call>
  Io over_tls(const Call& call);
  Io tls_result(int returned);
  Io clear_result(std::ptrdiff_t count, Io waits_for, std::size_t& moved);
  bool wait_for(Io io, double until_s);

  int socket_;
  std::shared_ptr<ssl_st> tls_;  // null: in clear
  std::string problem_;
  bool timed_out_ = false;
};

}  // namespace efs::http
