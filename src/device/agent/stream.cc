#include "device/agent/stream.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include "core/clock.h"
#include "core/error.h"
#include "core/process/sigpipe.h"

namespace efs::device {

namespace {

double now_s() { return SystemClock().steady_s(); }

std::string openssl_reason() {
  char text[256] = "no reason";
  if (const unsigned long code = ::ERR_get_error()) ::ERR_error_string_n(code, text, sizeof text);
  ::ERR_clear_error();
  return text;
}

SSL_CTX* new_context(const SSL_METHOD* method) {
  SSL_CTX* context = ::SSL_CTX_new(method);
  if (context == nullptr) fail("no TLS: {}", openssl_reason());
  ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  ::SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
  // Nobody renegotiates here, and each time costs the board a signature.
  ::SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
  return context;
}

bool is_address(const std::string& host) {
  unsigned char bytes[sizeof(in6_addr)];
  return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

}  // namespace

std::unique_ptr<TlsContext> TlsContext::of_server(const std::string& certificate,
                                                  const std::string& key) {
  std::unique_ptr<TlsContext> context(new TlsContext(new_context(::TLS_server_method())));
  SSL_CTX* tls = context->get();
  if (::SSL_CTX_use_certificate_chain_file(tls, certificate.c_str()) != 1 ||
      ::SSL_CTX_use_PrivateKey_file(tls, key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      ::SSL_CTX_check_private_key(tls) != 1) {
    fail("cannot use the certificate {} with the key {}: {}", certificate, key, openssl_reason());
  }
  return context;
}

std::unique_ptr<TlsContext> TlsContext::of_client(const std::string& ca_certificate) {
  std::unique_ptr<TlsContext> context(new TlsContext(new_context(::TLS_client_method())));
  SSL_CTX* tls = context->get();
  ::SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, nullptr);
  if (ca_certificate.empty()) {
    ::SSL_CTX_set_default_verify_paths(tls);
  } else if (::SSL_CTX_load_verify_locations(tls, ca_certificate.c_str(), nullptr) != 1) {
    fail("cannot use the certificate {}: {}", ca_certificate, openssl_reason());
  }
  return context;
}

TlsContext::~TlsContext() { ::SSL_CTX_free(context_); }

Stream::Stream(int socket, const TlsContext* tls) : socket_(socket) {
  if (tls == nullptr) return;
  tls_ = ::SSL_new(tls->get());
  if (tls_ == nullptr || ::SSL_set_fd(tls_, socket) != 1) {
    close();
    fail("no TLS: {}", openssl_reason());
  }
}

Stream::~Stream() { close(); }

Stream::Stream(Stream&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      tls_(std::exchange(other.tls_, nullptr)),
      problem_(std::move(other.problem_)),
      timed_out_(other.timed_out_) {}

Stream& Stream::operator=(Stream&& other) noexcept {
  if (this == &other) return *this;
  close();
  socket_ = std::exchange(other.socket_, -1);
  tls_ = std::exchange(other.tls_, nullptr);
  problem_ = std::move(other.problem_);
  return *this;
}

void Stream::close() {
  ::SSL_free(tls_);
  tls_ = nullptr;
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

/// Of a function of OpenSSL.
Stream::Io Stream::result(int count) {
  if (count > 0) return Io::kDone;
  const int system = errno;
  switch (::SSL_get_error(tls_, count)) {
    case SSL_ERROR_WANT_READ:
      return Io::kReads;
    case SSL_ERROR_WANT_WRITE:
      return Io::kWrites;
    case SSL_ERROR_SSL: {
      const long verified = ::SSL_get_verify_result(tls_);
      problem_ = openssl_reason();
      if (verified != X509_V_OK) problem_ = ::X509_verify_cert_error_string(verified);
      return Io::kEnded;
    }
    case SSL_ERROR_SYSCALL:
      problem_ = system != 0 ? std::strerror(system) : "";
      break;
    default:
      problem_.clear();
  }
  ::ERR_clear_error();
  return Io::kEnded;
}

Stream::Io Stream::accept() {
  if (tls_ == nullptr) return Io::kDone;
  const NoSigpipe quiet;
  ::ERR_clear_error();
  return result(::SSL_accept(tls_));
}

Stream::Io Stream::read_some(char* into, std::size_t size, std::size_t& got) {
  if (tls_ != nullptr) {
    const NoSigpipe quiet;
    ::ERR_clear_error();
    errno = 0;
    const int count =
        ::SSL_read(tls_, into, static_cast<int>(std::min<std::size_t>(size, INT_MAX)));
    got = count > 0 ? static_cast<std::size_t>(count) : 0;
    return result(count);
  }
  const ssize_t count = ::recv(socket_, into, size, 0);
  got = count > 0 ? static_cast<std::size_t>(count) : 0;
  if (count > 0) return Io::kDone;
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return Io::kReads;
  problem_ = count < 0 ? std::strerror(errno) : "";
  return Io::kEnded;
}

Stream::Io Stream::write_some(const char* bytes, std::size_t size, std::size_t& put) {
  if (tls_ != nullptr) {
    const NoSigpipe quiet;
    ::ERR_clear_error();
    errno = 0;
    const int count =
        ::SSL_write(tls_, bytes, static_cast<int>(std::min<std::size_t>(size, INT_MAX)));
    put = count > 0 ? static_cast<std::size_t>(count) : 0;
    return result(count);
  }
  const ssize_t count = ::send(socket_, bytes, size, MSG_NOSIGNAL);
  put = count > 0 ? static_cast<std::size_t>(count) : 0;
  if (count > 0) return Io::kDone;
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return Io::kWrites;
  problem_ = std::strerror(errno);
  return Io::kEnded;
}

bool Stream::wait_for(Io io, double until_s) {
  while (true) {
    const double left_s = until_s - now_s();
    if (left_s <= 0.0) break;
    pollfd wait{socket_, static_cast<short>(io == Io::kWrites ? POLLOUT : POLLIN), 0};
    const int ready = ::poll(&wait, 1, static_cast<int>(std::min(left_s, 3600.0) * 1e3) + 1);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) break;
  }
  problem_ = "nothing came in time";
  timed_out_ = true;
  return false;
}

bool Stream::connect_tls(const std::string& host, double timeout_s) {
  if (tls_ == nullptr) return true;
  const double until_s = now_s() + timeout_s;
  if (is_address(host)) {
    ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(tls_), host.c_str());
  } else {
    ::SSL_set1_host(tls_, host.c_str());
    ::SSL_ctrl(tls_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(host.c_str()));
  }
  while (true) {
    Io io;
    {
      const NoSigpipe quiet;
      ::ERR_clear_error();
      errno = 0;
      io = result(::SSL_connect(tls_));
    }
    if (io == Io::kDone) return true;
    if (io == Io::kEnded || !wait_for(io, until_s)) return false;
  }
}

std::size_t Stream::read(char* into, std::size_t size, double timeout_s) {
  const double until_s = now_s() + timeout_s;
  timed_out_ = false;
  while (true) {
    std::size_t got = 0;
    const Io io = read_some(into, size, got);
    if (io == Io::kDone) return got;
    if (io == Io::kEnded || !wait_for(io, until_s)) return 0;
  }
}

bool Stream::write(std::string_view bytes, double timeout_s) {
  double until_s = now_s() + timeout_s;
  while (!bytes.empty()) {
    std::size_t put = 0;
    const Io io = write_some(bytes.data(), bytes.size(), put);
    if (io == Io::kDone) {
      bytes.remove_prefix(put);
      until_s = now_s() + timeout_s;
    } else if (io == Io::kEnded || !wait_for(io, until_s)) {
      return false;
    }
  }
  return true;
}

void Stream::finish_writing() {
  if (tls_ != nullptr && ::SSL_is_init_finished(tls_) == 1) {
    const NoSigpipe quiet;
    ::ERR_clear_error();
    ::SSL_shutdown(tls_);
    ::ERR_clear_error();
  }
  ::shutdown(socket_, SHUT_WR);
}

void Stream::interrupt() const { ::shutdown(socket_, SHUT_RDWR); }

}  // namespace efs::device
