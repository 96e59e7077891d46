#include "device/agent/server.h"

#include <fmt/ranges.h>
#include <sys/utsname.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/outside_json.h"
#include "core/text/text_parts.h"
#include "core/version.h"
#include "device/context.h"
#include "http/access.h"

namespace efs::device {

namespace {

constexpr double kHeartbeat_s = 1.0;
constexpr std::size_t kLongestMessage = 1U << 16;  // of anything but a model
const JsonLimits kMessage{kLongestMessage, /*depth=*/8, /*values=*/4096, /*keys_in_object=*/64};

std::uint64_t number(const http::RequestHead& head, const char* name) {
  const auto found = head.query.find(name);
  const auto value = found == head.query.end() ? std::nullopt : http::plain_number(found->second);
  if (!value) throw http::Refused(400, "'{}' must be a number of bytes", name);
  return *value;
}

Json to_json(const ModelStore::Have& have) {
  return {{"bytes", have.bytes}, {"complete", have.complete}};
}

/// One of a few places that may be taken at once.
class Place {
 public:
  Place(std::atomic<int>& taken, int most, const char* what) : taken_(taken) {
    if (++taken_ <= most) return;
    --taken_;
    throw http::Refused(429, "only {} {} are allowed at once; try again later", most, what);
  }
  ~Place() { --taken_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::atomic<int>& taken_;
};

/// The path behind `beginning`; nothing: it begins otherwise.
std::optional<std::string> rest_of(const std::string& path, const std::string& beginning) {
  if (path.compare(0, beginning.size(), beginning) != 0) return std::nullopt;
  return path.substr(beginning.size());
}

}  // namespace

struct AgentServer::Routes {
  Routes(const std::vector<Runtime>& offered, AgentOptions given)
      : options(std::move(given)),
        models(options.folder, options.store),
        queue(models, options.child, options.queue),
        server(
            options, [this](const auto& head) { http::require_access(head, options.token); },
            [this](auto& exchange) { handle(exchange); }) {
    for (const Runtime& row : offered) {
      try {
        runtimes.push_back({row.name, row.version(), row.suffix, row.precisions});
      } catch (const Error&) {  // not on this board
      }
    }
  }

  void handle(http::Exchange& exchange) try {
    const http::RequestHead& head = exchange.head();
    if (head.path == "/v1/capabilities" && head.method == "GET") {
      return answer(exchange, 200, device::to_json(capabilities()));
    }
    if (const auto name = rest_of(head.path, "/v1/models/"); name && is_model_name(*name)) {
      if (head.method == "GET") return answer(exchange, 200, to_json(models.have(*name)));
      if (head.method == "PUT") return receive(*name, exchange);
    }
    if (auto id = rest_of(head.path, "/v1/measurements/"); id && id->size() >= kIdLength) {
      const std::string part = id->substr(kIdLength);
      id->resize(kIdLength);
      if (is_measurement_id(*id) && measurement(*id, part, exchange)) return;
    }
    throw http::Refused(404,
                        "no such request; this agent speaks version 1 of the protocol: /v1/...");
  } catch (const Error& error) {
    throw http::Refused(400, "{}", error.what());
  }

  /// False: there is no such request.
  bool measurement(const std::string& id, const std::string& part, http::Exchange& exchange) {
    const std::string& method = exchange.head().method;
    if (part.empty() && method == "PUT") {
      submit(id, exchange);
    } else if (part.empty() && method == "GET") {
      answer(exchange, 200, device::to_json(known(queue.status(id))));
    } else if (part.empty() && method == "DELETE") {
      queue.cancel(id);
      answer(exchange, 200, device::to_json(known(queue.status(id))));
    } else if (part == "/events" && method == "GET") {
      stream(id, exchange);
    } else if (part == "/samples" && method == "GET") {
      answer(exchange, 200, {{"samples_ms", known(queue.samples_ms(id))}});
    } else {
      return false;
    }
    return true;
  }

  static void answer(http::Exchange& exchange, int status, const Json& json) {
    exchange.answer(status, json_text(json));
  }

  template <typename T>
  static T known(std::optional<T> of_measurement) {
    if (of_measurement) return *std::move(of_measurement);
    throw http::Refused(404,
                        "this measurement is not known here; the agent may have been restarted");
  }

  Capabilities capabilities() const {
    Capabilities out;
    out.agent_version = program_version();
    out.board = device_name();
    utsname system{};
    if (::uname(&system) == 0) out.machine = system.machine;
    out.clock = read_clock_state();
    out.cpus = static_cast<int>(std::thread::hardware_concurrency());
    out.runtimes = runtimes;
    out.max_model_bytes = options.store.model_bytes;
    out.max_queued = options.queue.queued;
    return out;
  }

  void receive(const std::string& name, http::Exchange& exchange) {
    const Place place(uploads, std::max(1, options.connections / 4), "uploads");
    std::optional<ModelStore::Have> have;
    {
      // Over before the answer, so that the next upload of the file finds it so.
      const auto upload =
          models.begin(name, number(exchange.head(), "offset"), number(exchange.head(), "total"));
      for (std::string_view bytes; !(bytes = exchange.read_body()).empty();) {
        upload->write(bytes.data(), bytes.size());
      }
      if (!exchange.broken_off()) have = upload->finish();
    }
    if (have) answer(exchange, 200, to_json(*have));
  }

  void submit(const std::string& id, http::Exchange& exchange) {
    if (exchange.body_bytes() > kLongestMessage) {
      throw http::Refused(413, "a message has at most {} bytes", kLongestMessage);
    }
    std::string body;
    for (std::string_view bytes; !(bytes = exchange.read_body()).empty();) body += bytes;
    if (exchange.broken_off()) return;
    const MeasureRequest request =
        measure_request_from_json(parse_outside_json(body, "the message", kMessage));
    require_runtime(request.runtime);
    answer(exchange, 202, device::to_json(queue.submit(id, request)));
  }

  void require_runtime(const std::string& name) const {
    const std::vector<std::string> names = names_of(runtimes);
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    throw http::Refused(404, "this board has no runtime '{}'; it has: {}{}", name,
                        names.empty() ? "none" : "", fmt::join(names, ", "));
  }

  /// A line of JSON for each change, and one each second without, until it has ended.
  void stream(const std::string& id, http::Exchange& exchange) {
    const Place place(streams, std::max(1, options.connections / 2),
                      "clients that follow a measurement");
    known(queue.status(id));
    MeasurementStatus last;
    while (!server.is_stopping()) {
      const auto status = queue.wait(id, last, kHeartbeat_s);
      if (!status || !exchange.write_line(json_text(device::to_json(*status)))) return;
      if (has_ended(status->state)) return;
      last = *status;
    }
  }

  AgentOptions options;
  ModelStore models;
  MeasurementQueue queue;
  std::vector<RuntimeOffer> runtimes;
  std::atomic<int> uploads{0};
  std::atomic<int> streams{0};
  http::Server server;
};

AgentServer::AgentServer(const std::vector<Runtime>& runtimes, AgentOptions options) {
  http::require_token("an agent", options.host, options.token);
  routes_ = std::make_unique<Routes>(runtimes, std::move(options));
}

AgentServer::~AgentServer() { stop(); }

int AgentServer::port() const { return routes_->server.port(); }

void AgentServer::run() { routes_->server.run(); }

void AgentServer::stop() { routes_->server.stop(); }

}  // namespace efs::device
