// One end of a TCP connection, in clear or TLS, that waits no longer than it is told to.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;  // SSL_CTX of OpenSSL
struct ssl_st;

namespace efs::device {

/// Keys and certificates of one side; shared by its connections.
class TlsContext {
 public:
  /// Of a server. Error: the files cannot be used, or do not belong together.
  static std::unique_ptr<TlsContext> of_server(const std::string& certificate,
                                               const std::string& key);
  /// Of a client that believes in `ca_certificate` (a PEM file), or where that is empty in whom the
  /// system believes. Error: the file cannot be used.
  static std::unique_ptr<TlsContext> of_client(const std::string& ca_certificate);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  ssl_ctx_st* get() const { return context_; }

 private:
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
};

/// Owns a socket that does not block. None of its functions raises SIGPIPE.
class Stream {
 public:
  /// `tls`: null for a connection in clear; it must outlive the stream.
  Stream(int socket, const TlsContext* tls);
  ~Stream();
  Stream(Stream&& other) noexcept;
  Stream& operator=(Stream&& other) noexcept;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  int socket() const { return socket_; }

  /// What came of a try: `kReads` and `kWrites` say what to wait for before the next one.
  enum class Io { kDone, kReads, kWrites, kEnded };
  /// The server's part of TLS; in clear it is done at once.
  Io accept();
  /// `got` bytes, at least one where it is done.
  Io read_some(char* into, std::size_t size, std::size_t& got);
  Io write_some(const char* bytes, std::size_t size, std::size_t& put);

  /// The client's part of TLS with a server of that name or address. False: `problem()` says why.
  bool connect_tls(const std::string& host, double timeout_s);
  /// Bytes that have come, at most `size`; 0: the other side has ended, or it timed_out().
  std::size_t read(char* into, std::size_t size, double timeout_s);
  /// False: the other side has ended, or took none of it for `timeout_s`.
  bool write(std::string_view bytes, double timeout_s);
  /// Of the last function that failed, for a message; empty: the other side has ended.
  const std::string& problem() const { return problem_; }
  bool timed_out() const { return timed_out_; }

  /// Says to the other side that nothing more comes; what it sends can still be read.
  void finish_writing();
  /// Ends it from another thread: whoever reads or writes goes on at once, and fails.
  void interrupt() const;

 private:
  Io result(int count);
  bool wait_for(Io io, double until_s);
  void close();

  int socket_ = -1;
  ssl_st* tls_ = nullptr;
  std::string problem_;
  bool timed_out_ = false;
};

}  // namespace efs::device
