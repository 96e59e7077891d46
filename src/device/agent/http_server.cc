#include "device/agent/http_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/text/outside_json.h"

namespace efs::device {

namespace {

constexpr std::size_t kPiece = 1U << 16;
constexpr double kSlowest_bytes_s = 1000.0;
// After an answer: what a client may still send, so that it gets to read the answer.
constexpr double kDrain_s = 2.0;
constexpr std::size_t kDrainBytes = 4U << 20;
constexpr double kLook_s = 1.0;
constexpr int kReadyFor1 = 8;  // admitted requests that wait, for each that is served at once

double now_s() { return SystemClock().steady_s(); }

std::string answer_head(int status, const std::string& more) {
  return fmt::format("HTTP/1.1 {} {}\r\n{}{}Connection: close\r\n\r\n", status,
                     status < 300 ? "OK" : "Refused",
                     status == 401 ? "WWW-Authenticate: Bearer\r\n" : "", more);
}

std::string answer_text(int status, const std::string& json) {
  return answer_head(status, fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n",
                                         json.size() + 1)) +
         json + "\n";
}

std::string error_json(const std::string& message) { return json_text({{"error", message}}); }

void set_nonblocking(int descriptor) {
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

int listen_on(const addrinfo& address) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return -1;
  const int yes = 1;  // and not SO_REUSEPORT: two agents would share a port
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (address.ai_family == AF_INET6) {
    const int no = 0;
    ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  }
  if (::bind(socket, address.ai_addr, address.ai_addrlen) == 0 && ::listen(socket, 128) == 0) {
    return socket;
  }
  ::close(socket);
  return -1;
}

/// -1: it cannot be listened on.
int listen_on(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return -1;
  int socket = -1;
  for (const addrinfo* one = found; one != nullptr && socket < 0; one = one->ai_next) {
    socket = listen_on(*one);
  }
  ::freeaddrinfo(found);
  return socket;
}

int port_of(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

HttpExchange::HttpExchange(HttpRequestHead head, Stream& stream, std::string begun,
                           double silence_s)
    : head_(std::move(head)),
      stream_(stream),
      buffer_(std::move(begun)),
      silence_s_(silence_s),
      body_bytes_(body_length(head_)),
      body_left_(body_bytes_) {
  until_s_ = now_s() + 10.0 * silence_s + static_cast<double>(body_bytes_) / kSlowest_bytes_s;
}

std::string_view HttpExchange::read_body() {
  if (body_left_ == 0 || broken_off_) return {};
  std::size_t count = 0;
  if (!begun_is_given_) {
    begun_is_given_ = true;
    if (head_.field("expect") == "100-continue" && buffer_.empty()) {
      stream_.write("HTTP/1.1 100 Continue\r\n\r\n", silence_s_);
    }
    count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), body_left_));
  }
  if (count == 0) {
    if (now_s() > until_s_) throw HttpRefused(408, "the body comes too slowly");
    buffer_.resize(kPiece);
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, body_left_));
    count = stream_.read(&buffer_[0], most, silence_s_);
    if (count == 0) {
      broken_off_ = true;
      return {};
    }
  }
  body_left_ -= count;
  return std::string_view(buffer_).substr(0, count);
}

void HttpExchange::answer(int status, const std::string& json) {
  if (answered_) return;
  answered_ = true;
  std::string text = answer_text(status, json);
  if (head_.method == "HEAD") text.erase(text.find("\r\n\r\n") + 4);
  stream_.write(text, silence_s_);
}

bool HttpExchange::write_line(const std::string& json) {
  std::string text;
  if (!streams_) {
    text = answer_head(200, "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n");
  }
  answered_ = streams_ = true;
  text += fmt::format("{:x}\r\n{}\n\r\n", json.size() + 1, json);
  return stream_.write(text, silence_s_);
}

void HttpExchange::end_lines() {
  if (streams_) stream_.write("0\r\n\r\n", silence_s_);
}

/// A connection that has no thread: its request has not come, or its answer has been given.
class HttpServer::Waiting {
 public:
  enum class Now { kWaits, kIsReady, kIsOver };

  static std::unique_ptr<Waiting> for_request(Stream stream, double head_s) {
    return std::unique_ptr<Waiting>(new Waiting(std::move(stream), head_s, /*drains=*/false));
  }
  static std::unique_ptr<Waiting> for_end(Stream stream) {
    return std::unique_ptr<Waiting>(new Waiting(std::move(stream), kDrain_s, /*drains=*/true));
  }

  pollfd wait() const { return {stream_.socket(), events_, 0}; }
  double until_s() const { return until_s_; }

  /// Takes what has come; `admit` judges the head once it is whole.
  Now advance(const Admit& admit) {
    if (now_s() >= until_s_) return Now::kIsOver;
    if (!greeted_) {
      const Stream::Io io = stream_.accept();
      if (io != Stream::Io::kDone) return wait_for(io);
      greeted_ = true;
    }
    try {
      return drains_ ? drain() : read_head(admit);
    } catch (const HttpRefused& refused) {
      refuse(refused.status, refused.what());
      return Now::kWaits;
    }
  }

  /// Says so, without waiting for anything, and stays to let the client read it.
  void refuse(int status, const std::string& message) {
    const std::string text = answer_text(status, error_json(message));
    std::size_t put = 0;
    stream_.write_some(text.data(), text.size(), put);
    stream_.finish_writing();
    begun_ = {};
    drains_ = true;
    events_ = POLLIN;
    until_s_ = now_s() + kDrain_s;
  }

  HttpRequestHead take_head() { return std::move(head_); }
  std::string take_begun() { return std::move(begun_); }
  Stream take_stream() { return std::move(stream_); }

 private:
  Waiting(Stream stream, double seconds, bool drains)
      : stream_(std::move(stream)),
        until_s_(now_s() + seconds),
        drains_(drains),
        greeted_(drains) {}

  Now wait_for(Stream::Io io) {
    events_ = io == Stream::Io::kWrites ? POLLOUT : POLLIN;
    return io == Stream::Io::kEnded ? Now::kIsOver : Now::kWaits;
  }

  Now read_head(const Admit& admit) {
    while (true) {
      char piece[4096];
      std::size_t got = 0;
      const Stream::Io io = stream_.read_some(piece, sizeof piece, got);
      if (io != Stream::Io::kDone) return wait_for(io);
      begun_.append(piece, got);
      const auto length = http_head_length(begun_);
      if (!length) continue;
      head_ = parse_request_head(std::string_view(begun_).substr(0, *length));
      begun_.erase(0, *length);
      admit(head_);
      body_length(head_);  // or it is refused here
      return Now::kIsReady;
    }
  }

  Now drain() {
    while (drained_ < kDrainBytes) {
      char piece[1 << 14];
      std::size_t got = 0;
      const Stream::Io io = stream_.read_some(piece, sizeof piece, got);
      if (io != Stream::Io::kDone) return wait_for(io);
      drained_ += got;
    }
    return Now::kIsOver;
  }

  Stream stream_;
  std::string begun_;  // what has come
  HttpRequestHead head_;
  double until_s_;
  short events_ = POLLIN;
  bool drains_;
  bool greeted_;  // TLS is agreed upon
  std::size_t drained_ = 0;
};

struct HttpServer::Parts {
  Parts(HttpServerOptions given, Admit admits, Handle handles)
      : options(std::move(given)), admit(std::move(admits)), handle(std::move(handles)) {
    if (!options.certificate.empty()) {
      tls = TlsContext::of_server(options.certificate, options.key);
    }
    if (::pipe(wake) != 0) fail("no pipe: the system has too many open files");
    for (const int descriptor : wake) set_nonblocking(descriptor);
    listener = listen_on(options.host, options.port);
    if (listener < 0) {
      const int code = errno;
      close_all();
      fail("cannot listen on {}:{} ({}); is another agent running there?", options.host,
           options.port, std::strerror(code));
    }
  }
  ~Parts() { close_all(); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void close_all() {
    for (int* descriptor : {&listener, &wake[0], &wake[1]}) {
      if (*descriptor >= 0) ::close(*descriptor);
      *descriptor = -1;
    }
  }

  void wake_up() const {
    const char byte = 0;
    // Full: it is awake.
    if (::write(wake[1], &byte, 1) < 0) return;
  }

  void run() {
    for (int i = 0; i < options.connections; ++i) threads.emplace_back([this] { work(); });
    while (!stopping) look();
    {
      const std::lock_guard<std::mutex> lock(mutex);
      for (const Stream* stream : served) stream->interrupt();
    }
    changed.notify_all();
    for (std::thread& thread : threads) thread.join();
    threads.clear();
    waiting.clear();
    ready.clear();
    ended.clear();
    ::close(listener);
    listener = -1;
  }

  /// Waits for something to happen, and does what is to be done.
  void look() {
    std::vector<pollfd> waits{{wake[0], POLLIN, 0}, {listener, POLLIN, 0}};
    double until_s = now_s() + kLook_s;
    if (now_s() < accept_again_s) waits[1].events = 0;
    for (const auto& one : waiting) {
      waits.push_back(one->wait());
      until_s = std::min(until_s, one->until_s());
    }
    const double wait_ms = std::max(0.0, (until_s - now_s()) * 1e3);
    if (::poll(waits.data(), waits.size(), static_cast<int>(wait_ms) + 1) < 0) return;
    char bytes[256];
    while (::read(wake[0], bytes, sizeof bytes) > 0) {
    }
    const double looked_s = now_s();
    for (std::size_t i = 0; i + 2 < waits.size(); ++i) {
      if (waits[i + 2].revents != 0 || looked_s >= waiting[i]->until_s()) advance(waiting[i]);
    }
    waiting.erase(std::remove(waiting.begin(), waiting.end(), nullptr), waiting.end());
    if (waits[1].revents != 0) accept_all();
    let_end();
  }

  void advance(std::unique_ptr<Waiting>& one) {
    switch (one->advance(admit)) {
      case Waiting::Now::kWaits:
        return;
      case Waiting::Now::kIsOver:
        one.reset();
        return;
      case Waiting::Now::kIsReady:
        break;
    }
    const std::lock_guard<std::mutex> lock(mutex);
    if (ready.size() >= static_cast<std::size_t>(options.connections) * kReadyFor1) {
      one->refuse(503, "too many requests at once; try again later");
      return;
    }
    ready.push_back(std::move(one));
    changed.notify_one();
  }

  void accept_all() {
    while (true) {
      const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (socket < 0) {
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
        accept_again_s = now_s() + 0.1;  // no more descriptors, or no memory
        if (!waiting.empty()) waiting.erase(waiting.begin());
        return;
      }
      const int yes = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      if (waiting.size() >= static_cast<std::size_t>(options.waiting)) {
        waiting.erase(waiting.begin());
      }
      waiting.push_back(Waiting::for_request(Stream(socket, tls.get()), options.head_s));
      // Most send their request at once.
      advance(waiting.back());
      if (!waiting.back()) waiting.pop_back();
    }
  }

  /// Connections that were served.
  void let_end() {
    std::deque<Stream> over;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      over.swap(ended);
    }
    for (Stream& stream : over) waiting.push_back(Waiting::for_end(std::move(stream)));
  }

  void work() {
    std::unique_lock<std::mutex> lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return stopping || !ready.empty(); });
      if (stopping) return;
      const std::unique_ptr<Waiting> request = std::move(ready.front());
      ready.pop_front();
      Stream stream = request->take_stream();
      served.insert(&stream);
      lock.unlock();
      serve(request->take_head(), stream, request->take_begun());
      stream.finish_writing();
      lock.lock();
      served.erase(&stream);
      ended.push_back(std::move(stream));
      wake_up();
    }
  }

  void serve(HttpRequestHead head, Stream& stream, std::string begun) {
    HttpExchange exchange(std::move(head), stream, std::move(begun), options.silence_s);
    try {
      handle(exchange);
    } catch (const HttpRefused& refused) {
      exchange.answer(refused.status, error_json(refused.what()));
    } catch (const std::exception&) {
      exchange.answer(500, error_json("the agent failed on this request"));
    }
    exchange.end_lines();
  }

  HttpServerOptions options;
  Admit admit;
  Handle handle;
  std::unique_ptr<TlsContext> tls;
  int listener = -1;
  int wake[2] = {-1, -1};
  std::atomic<bool> stopping{false};

  // Of run()'s thread.
  std::vector<std::unique_ptr<Waiting>> waiting;
  double accept_again_s = 0.0;

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::unique_ptr<Waiting>> ready;
  std::set<const Stream*> served;
  std::deque<Stream> ended;
  std::vector<std::thread> threads;
};

HttpServer::HttpServer(HttpServerOptions options, Admit admit, Handle handle)
    : parts_(std::make_unique<Parts>(std::move(options), std::move(admit), std::move(handle))) {}

HttpServer::~HttpServer() = default;

int HttpServer::port() const { return port_of(parts_->listener); }

void HttpServer::run() { parts_->run(); }

void HttpServer::stop() {
  parts_->stopping = true;
  parts_->wake_up();
}

bool HttpServer::is_stopping() const { return parts_->stopping; }

}  // namespace efs::device
