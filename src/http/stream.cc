#include "http/stream.h"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/clock.h"
#include "core/error.h"
#include "core/process/sigpipe.h"

namespace efs::http {

namespace {

std::string openssl_reason() {
  char text[256] = "no reason";
  if (const unsigned long code = ::ERR_get_error()) ::ERR_error_string_n(code, text, sizeof text);
  ::ERR_clear_error();
  return text;
}

TlsContext new_context(const SSL_METHOD* method) {
  TlsContext context(::SSL_CTX_new(method), ::SSL_CTX_free);
  if (!context) fail("no TLS: {}", openssl_reason());
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  ::SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
  // Nobody renegotiates here, and each time costs the board a signature.
  ::SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  return context;
}

}  // namespace

TlsContext server_tls(const std::string& certificate, const std::string& key) {
  TlsContext tls = new_context(::TLS_server_method());
  if (::SSL_CTX_use_certificate_chain_file(tls.get(), certificate.c_str()) != 1 ||
      ::SSL_CTX_use_PrivateKey_file(tls.get(), key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      ::SSL_CTX_check_private_key(tls.get()) != 1) {
    fail("cannot use the certificate {} with the key {}: {}", certificate, key, openssl_reason());
  }
  return tls;
}

TlsContext client_tls(const std::string& ca_certificate) {
  TlsContext tls = new_context(::TLS_client_method());
  ::SSL_CTX_set_verify(tls.get(), SSL_VERIFY_PEER, nullptr);
  if (ca_certificate.empty()) {
    ::SSL_CTX_set_default_verify_paths(tls.get());
  } else if (::SSL_CTX_load_verify_locations(tls.get(), ca_certificate.c_str(), nullptr) != 1) {
    fail("cannot use the certificate {}: {}", ca_certificate, openssl_reason());
  }
  return tls;
}

int open_socket(const std::string& host, const std::string& port, int flags,
                const std::function<int(int socket, const addrinfo& address)>& use,
                std::string& why) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    why = fmt::format("{}: {}", host, ::gai_strerror(error));
    return -1;
  }
  why = "it has no address";
  int socket = -1;
  for (const addrinfo* one = found; one != nullptr && socket < 0; one = one->ai_next) {
    socket = ::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int error = socket < 0 ? errno : use(socket, *one);
    if (error == 0) break;
    if (socket >= 0) ::close(socket);
    socket = -1;
    why = std::strerror(error);
  }
  ::freeaddrinfo(found);
  return socket;
}

Stream::Stream(int socket, const TlsContext& tls) : socket_(socket) {
  if (!tls) return;
  tls_.reset(::SSL_new(tls.get()), ::SSL_free);
  if (tls_ && ::SSL_set_fd(tls_.get(), socket) == 1) return;
  ::close(socket);
  fail("no TLS: {}", openssl_reason());
}

Stream::~Stream() { ::close(socket_); }

Stream::Io Stream::tls_result(int returned) {
  if (returned > 0) return Io::kDone;
  const int system = errno;
  switch (::SSL_get_error(tls_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      return Io::kReads;
    case SSL_ERROR_WANT_WRITE:
      return Io::kWrites;
    case SSL_ERROR_SSL: {
      const long verified = ::SSL_get_verify_result(tls_.get());
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

/// `call` calls one function of OpenSSL.
template <typename Call>
Stream::Io Stream::over_tls(const Call& call) {
  const NoSigpipe quiet;
  ::ERR_clear_error();
  errno = 0;
  return tls_result(call());
}

/// `count`: what recv() or send() returned.
Stream::Io Stream::clear_result(std::ptrdiff_t count, Io waits_for, std::size_t& moved) {
  moved = count > 0 ? static_cast<std::size_t>(count) : 0;
  if (count > 0) return Io::kDone;
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return waits_for;
  problem_ = count < 0 ? std::strerror(errno) : "";
  return Io::kEnded;
}

Stream::Io Stream::accept() {
  return tls_ ? over_tls([&] { return ::SSL_accept(tls_.get()); }) : Io::kDone;
}

Stream::Io Stream::read_some(char* into, std::size_t size, std::size_t& got) {
  if (tls_) return over_tls([&] { return ::SSL_read_ex(tls_.get(), into, size, &got); });
  return clear_result(::recv(socket_, into, size, 0), Io::kReads, got);
}

Stream::Io Stream::write_some(const char* bytes, std::size_t size, std::size_t& put) {
  if (tls_) return over_tls([&] { return ::SSL_write_ex(tls_.get(), bytes, size, &put); });
  return clear_result(::send(socket_, bytes, size, MSG_NOSIGNAL), Io::kWrites, put);
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
  if (!tls_) return true;
  const double until_s = now_s() + timeout_s;
  // An address stands in a certificate in another way than a name.
  if (::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(tls_.get()), host.c_str()) != 1) {
    ::SSL_set1_host(tls_.get(), host.c_str());
    ::SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(host.c_str()));
  }
  while (true) {
    const Io io = over_tls([&] { return ::SSL_connect(tls_.get()); });
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
  if (tls_ && ::SSL_is_init_finished(tls_.get()) == 1) {
    over_tls([&] { return ::SSL_shutdown(tls_.get()); });
  }
  ::shutdown(socket_, SHUT_WR);
}

void Stream::interrupt() const { ::shutdown(socket_, SHUT_RDWR); }

}  // namespace efs::http
