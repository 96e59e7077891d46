#include "http/server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/text/outside_json.h"

namespace efs::http {

namespace {

constexpr std::size_t kBodyBytes = 1U << 16;
constexpr double kSlowest_bytes_s = 1000.0;
// After an answer: what a client may still send, so that it gets to read the answer.
constexpr double kDrain_s = 2.0;
constexpr std::size_t kDrainBytes = 4U << 20;
constexpr double kLook_s = 1.0;
constexpr double kListens_s = 86400.0;

std::string answer_head(int status, const std::string& more) {
  return fmt::format("HTTP/1.1 {} {}\r\n{}{}Connection: close\r\n\r\n", status,
                     status < 300 ? "OK" : "Refused",
                     status == 401 ? "WWW-Authenticate: Bearer\r\n" : "", more);
}

std::string answer_text(int status, const Content& content) {
  return answer_head(status, fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n{}",
                                         content.type, content.body.size(), content.more_fields)) +
         content.body;
}

std::string answer_text(int status, const std::string& json) {
  return answer_text(status, Content{"application/json", json + "\n"});
}

std::string error_json(const std::string& message) { return json_text({{"error", message}}); }

/// 0, or an errno.
int listen_on(int socket, const addrinfo& address) {
  const int yes = 1, no = 0;  // and not SO_REUSEPORT: two servers would share a port
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (address.ai_family == AF_INET6) {
    ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  }
  const bool listens =
      ::bind(socket, address.ai_addr, address.ai_addrlen) == 0 && ::listen(socket, 128) == 0;
  return listens ? 0 : errno;
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

Exchange::Exchange(RequestHead head, Stream& stream, std::string begun, double silence_s, Hub& hub)
    : head_(std::move(head)),
      stream_(stream),
      buffer_(std::move(begun)),
      silence_s_(silence_s),
      body_bytes_(body_length(head_)),
      body_left_(body_bytes_),
      hub_(hub) {
  until_s_ = now_s() + 10.0 * silence_s + static_cast<double>(body_bytes_) / kSlowest_bytes_s;
}

std::string_view Exchange::read_body() {
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
    if (now_s() > until_s_) throw Refused(408, "the body comes too slowly");
    buffer_.resize(kBodyBytes);
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(kBodyBytes, body_left_));
    count = stream_.read(&buffer_[0], most, silence_s_);
    if (count == 0) {
      broken_off_ = true;
      return {};
    }
  }
  body_left_ -= count;
  return std::string_view(buffer_).substr(0, count);
}

void Exchange::answer(int status, const std::string& json) {
  answer(status, Content{"application/json", json + "\n"});
}

void Exchange::answer(int status, const Content& content) {
  if (answered_) return;
  answered_ = true;
  std::string text = answer_text(status, content);
  if (head_.method == "HEAD") text.erase(text.find("\r\n\r\n") + 4);
  stream_.write(text, silence_s_);
}

bool Exchange::write_line(const std::string& json) {
  std::string text;
  if (!streams_) {
    text = answer_head(200, "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n");
  }
  answered_ = streams_ = true;
  text += fmt::format("{:x}\r\n{}\n\r\n", json.size() + 1, json);
  return stream_.write(text, silence_s_);
}

void Exchange::listen(const std::string& channel, const std::function<std::string()>& first) {
  auto listener = hub_.join(channel);
  if (!listener) throw Refused(503, "too many pages are open; close one and load this again");
  listener->put_first(
      answer_head(200, "Content-Type: text/event-stream\r\nCache-Control: no-store\r\n") + first());
  answered_ = true;
  listener_ = std::move(listener);
}

void Exchange::end_lines() {
  if (streams_) stream_.write("0\r\n\r\n", silence_s_);
}

/// A client's connection. It has a thread only while its request is served, and not before the
/// request has come or behind its answer.
class Server::Connection {
 public:
  enum class Now { kWaits, kIsReady, kIsOver };

  Connection(int socket, const TlsContext& tls, double head_s)
      : stream_(socket, tls), until_s_(now_s() + head_s) {}

  pollfd wait() const { return {stream_.socket(), events_, 0}; }
  double until_s() const { return until_s_; }

  /// Takes what has come; `admit` judges the head once it is whole.
  Now advance(const Admit& admit) {
    if (now_s() >= until_s_) return Now::kIsOver;
    if (listener_) return give();
    if (!greeted_) {
      const Stream::Io io = stream_.accept();
      if (io != Stream::Io::kDone) return wait_for(io);
      greeted_ = true;
    }
    try {
      return is_answered_ ? drain() : read_head(admit);
    } catch (const Refused& refused) {
      refuse(refused.status, refused.what());
      return Now::kWaits;
    }
  }

  /// Says so, without waiting for anything, and stays to let the client read it.
  void refuse(int status, const std::string& message) {
    const std::string text = answer_text(status, error_json(message));
    std::size_t put = 0;
    stream_.write_some(text.data(), text.size(), put);
    end();
  }

  /// Answers the request, which is ready.
  void serve(const Handle& handle, double silence_s, Hub& hub) {
    Exchange exchange(std::move(head_), stream_, std::move(begun_), silence_s, hub);
    try {
      handle(exchange);
    } catch (const Refused& refused) {
      exchange.answer(refused.status, error_json(refused.what()));
    } catch (const std::exception&) {
      exchange.answer(500, error_json("the server failed on this request"));
    }
    exchange.end_lines();
    listener_ = exchange.listener();
    silence_s_ = silence_s;
    if (!listener_) return end();
    begun_.clear();
    until_s_ = now_s() + silence_s_;
  }
  bool is_listening() const { return listener_ != nullptr; }
  void interrupt() const { stream_.interrupt(); }

 private:
  void end() {
    stream_.finish_writing();
    begun_.clear();
    is_answered_ = true;
    events_ = POLLIN;
    until_s_ = now_s() + kDrain_s;
  }

  Now wait_for(Stream::Io io) {
    events_ = io == Stream::Io::kWrites ? POLLOUT : POLLIN;
    return io == Stream::Io::kEnded ? Now::kIsOver : Now::kWaits;
  }

  /// Sends what it is to be told, as far as the client takes it.
  Now give() {
    if (listener_->is_behind()) return Now::kIsOver;
    while (text_ || (text_ = listener_->take())) {
      std::size_t put = 0;
      const Stream::Io io = stream_.write_some(text_->data() + at_, text_->size() - at_, put);
      if (io != Stream::Io::kDone) return wait_for(io);
      until_s_ = now_s() + silence_s_;
      at_ += put;
      if (at_ < text_->size()) continue;
      text_.reset();
      at_ = 0;
    }
    // Nothing to send, so it may be silent; what it says is not asked for, and its end is seen.
    until_s_ = now_s() + kListens_s;
    return drain();
  }

  Now read_head(const Admit& admit) {
    while (true) {
      char piece[4096];
      std::size_t got = 0;
      const Stream::Io io = stream_.read_some(piece, sizeof piece, got);
      if (io != Stream::Io::kDone) return wait_for(io);
      begun_.append(piece, got);
      const auto length = head_length(begun_);
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
  RequestHead head_;
  double until_s_;
  short events_ = POLLIN;
  bool greeted_ = false;      // TLS is agreed upon
  bool is_answered_ = false;  // the client is to read that, and may still send
  std::size_t drained_ = 0;

  std::shared_ptr<Hub::Listener> listener_;
  SharedText text_;     // is being sent to it
  std::size_t at_ = 0;  // and was, so far
  double silence_s_ = 0.0;
};

struct Server::Parts {
  Parts(const ServerOptions& given, Admit admits, Handle handles)
      : options(given),
        admit(std::move(admits)),
        handle(std::move(handles)),
        hub(options.listeners, [this] { wake_up(); }) {
    if (!options.certificate.empty()) tls = server_tls(options.certificate, options.key);
    std::string why;
    listener = open_socket(options.host, std::to_string(options.port), AI_PASSIVE, listen_on, why);
    if (listener < 0) {
      fail("cannot listen on {}:{} ({}); is another server running there?", options.host,
           options.port, why);
    }
    if (::pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) {
      ::close(listener);
      fail("no pipe: the system has too many open files");
    }
  }
  ~Parts() {
    for (const int descriptor : {listener, wake[0], wake[1]}) {
      if (descriptor >= 0) ::close(descriptor);
    }
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

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
      for (const Connection* connection : served) connection->interrupt();
    }
    changed.notify_all();
    for (std::thread& thread : threads) thread.join();
    threads.clear();
    waiting.clear();
    listening.clear();
    ready.clear();
    answered.clear();
    ::close(listener);
    listener = -1;
  }

  /// Waits for something to happen, and does what is to be done.
  void look() {
    std::vector<pollfd> waits{{wake[0], POLLIN, 0}, {listener, POLLIN, 0}};
    double until_s = now_s() + kLook_s;
    if (now_s() < accept_again_s) waits[1].events = 0;
    for (const auto* part : {&waiting, &listening}) {
      for (const auto& one : *part) {
        waits.push_back(one->wait());
        until_s = std::min(until_s, one->until_s());
      }
    }
    const double wait_ms = std::max(0.0, (until_s - now_s()) * 1e3);
    if (::poll(waits.data(), waits.size(), static_cast<int>(wait_ms) + 1) < 0) return;
    char bytes[256];
    while (::read(wake[0], bytes, sizeof bytes) > 0) {
    }
    const double looked_s = now_s();
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waits[i + 2].revents != 0 || looked_s >= waiting[i]->until_s()) advance(waiting[i]);
    }
    waiting.erase(std::remove(waiting.begin(), waiting.end(), nullptr), waiting.end());
    take_answered();
    // All of them: to any of them something may have been published.
    for (auto& one : listening) advance(one);
    listening.erase(std::remove(listening.begin(), listening.end(), nullptr), listening.end());
    if (waits[1].revents != 0) accept_all();
  }

  void take_answered() {
    const std::lock_guard<std::mutex> lock(mutex);
    for (auto& one : answered) {
      (one->is_listening() ? listening : waiting).push_back(std::move(one));
    }
    answered.clear();
  }

  void advance(std::unique_ptr<Connection>& one) {
    const Connection::Now now = one->advance(admit);
    if (now == Connection::Now::kIsOver) one.reset();
    if (now != Connection::Now::kIsReady) return;
    const std::lock_guard<std::mutex> lock(mutex);
    if (ready.size() >= options.queued) {
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
      waiting.push_back(std::make_unique<Connection>(socket, tls, options.head_s));
      // Most send their request at once.
      advance(waiting.back());
      if (!waiting.back()) waiting.pop_back();
    }
  }

  void work() {
    std::unique_lock<std::mutex> lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return stopping || !ready.empty(); });
      if (stopping) return;
      std::unique_ptr<Connection> connection = std::move(ready.front());
      ready.pop_front();
      served.insert(connection.get());
      lock.unlock();
      connection->serve(handle, options.silence_s, hub);
      lock.lock();
      served.erase(connection.get());
      answered.push_back(std::move(connection));
      wake_up();
    }
  }

  ServerOptions options;
  Admit admit;
  Handle handle;
  TlsContext tls;
  int listener = -1;
  int wake[2] = {-1, -1};
  std::atomic<bool> stopping{false};

  Hub hub;  // outlives the connections that listen to it

  // Of run()'s thread.
  std::vector<std::unique_ptr<Connection>> waiting;
  std::vector<std::unique_ptr<Connection>> listening;
  double accept_again_s = 0.0;

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::unique_ptr<Connection>> ready;
  std::set<const Connection*> served;
  std::vector<std::unique_ptr<Connection>> answered;
  std::vector<std::thread> threads;
};

Server::Server(const ServerOptions& options, Admit admit, Handle handle)
    : parts_(std::make_unique<Parts>(options, std::move(admit), std::move(handle))) {}

Server::~Server() = default;

int Server::port() const { return port_of(parts_->listener); }

void Server::run() { parts_->run(); }

void Server::stop() {
  parts_->stopping = true;
  parts_->wake_up();
}

bool Server::is_stopping() const { return parts_->stopping; }

Hub& Server::hub() { return parts_->hub; }

}  // namespace efs::http
