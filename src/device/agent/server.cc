#include "device/agent/server.h"

#include <httplib.h>
#include <sys/socket.h>
#include <sys/utsname.h>

#include <thread>

#include "core/error.h"
#include "core/version.h"
#include "device/agent/token.h"
#include "device/context.h"

namespace efs::device {

namespace {

using httplib::Request;
using httplib::Response;

constexpr double kHeartbeat_s = 1.0;
constexpr std::size_t kLongestMessage = 1U << 20;  // of anything but a model

void answer(Response& response, int status, const Json& json) {
  response.status = status;
  response.set_content(json.dump() + "\n", "application/json");
}

void refuse(Response& response, int status, const std::string& message) {
  answer(response, status, {{"error", message}});
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.compare(0, 4, "127.") == 0;
}

std::uint64_t number(const Request& request, const char* name) {
  const std::string text = request.get_param_value(name);
  if (text.empty() || text.size() > 15 ||
      text.find_first_not_of("0123456789") != std::string::npos) {
    throw UploadRefused(400, fmt::format("'{}' must be a number of bytes", name));
  }
  return std::stoull(text);
}

Json to_json(const ModelStore::Have& have) {
  return {{"bytes", have.bytes}, {"complete", have.complete}};
}

std::unique_ptr<httplib::Server> make_server(const AgentOptions& options) {
  if (options.certificate.empty()) return std::make_unique<httplib::Server>();
  auto server =
      std::make_unique<httplib::SSLServer>(options.certificate.c_str(), options.key.c_str());
  if (!server->is_valid()) {
    fail("cannot use the certificate {} with the key {}", options.certificate, options.key);
  }
  return server;
}

}  // namespace

struct AgentServer::Routes {
  Routes(const std::vector<Runtime>& offered, AgentOptions given)
      : runtimes(offered),
        options(std::move(given)),
        models(options.folder, options.store),
        queue(models, options.child, options.queue),
        server(make_server(options)) {
    server->new_task_queue = [this] {
      return new httplib::ThreadPool(static_cast<std::size_t>(options.connections));
    };
    // Not its default, SO_REUSEPORT: two agents would share a port.
    server->set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    const auto seconds = static_cast<time_t>(options.read_timeout_s);
    const auto rest = static_cast<time_t>((options.read_timeout_s - double(seconds)) * 1e6);
    server->set_read_timeout(seconds, rest);
    server->set_write_timeout(seconds, rest);
    server->set_pre_routing_handler(
        [this](const Request& request, Response& response) { return before(request, response); });
    server->set_exception_handler(
        [](const Request&, Response& response, const std::exception_ptr&) {
          refuse(response, 500, "the agent failed on this request");
        });
    add_model_routes();
    add_measurement_routes();
    server->Get("/v1/capabilities", [this](const Request&, Response& response) {
      answer(response, 200, device::to_json(capabilities()));
    });
  }

  httplib::Server::HandlerResponse before(const Request& request, Response& response) {
    using Handled = httplib::Server::HandlerResponse;
    if (!options.token.empty() &&
        !is_authorised(request.get_header_value("Authorization"), options.token)) {
      response.set_header("Connection", "close");
      refuse(response, 401, "a token is needed, and this is not it");
      return Handled::Handled;
    }
    if (request.path.compare(0, 4, "/v1/") != 0) {
      refuse(response, 404, "this agent speaks version 1 of the protocol: /v1/...");
      return Handled::Handled;
    }
    return Handled::Unhandled;
  }

  Capabilities capabilities() const {
    Capabilities out;
    out.agent_version = program_version();
    out.board = device_name();
    utsname system{};
    if (::uname(&system) == 0) out.machine = system.machine;
    out.clock = read_clock_state();
    out.cpus = static_cast<int>(std::thread::hardware_concurrency());
    for (const Runtime& row : runtimes) {
      try {
        out.runtimes.push_back({row.name, row.version(), row.suffix, row.precisions});
      } catch (const Error&) {  // not on this board
      }
    }
    out.max_model_bytes = options.store.model_bytes;
    out.max_queued = options.queue.queued;
    return out;
  }

  void add_model_routes() {
    const char* path = R"(/v1/models/([0-9a-f]{64}\.(?:onnx|pt)))";
    server->Get(path, [this](const Request& request, Response& response) {
      answer(response, 200, to_json(models.have(request.matches[1])));
    });
    server->Put(path, [this](const Request& request, Response& response,
                             const httplib::ContentReader& read) {
      try {
        receive(request, response, read);
      } catch (const UploadRefused& refused) {
        response.set_header("Connection", "close");  // the rest of the body is not read
        refuse(response, refused.status, refused.what());
      }
    });
  }

  void receive(const Request& request, Response& response, const httplib::ContentReader& read) {
    const auto upload =
        models.begin(request.matches[1], number(request, "offset"), number(request, "total"));
    std::unique_ptr<UploadRefused> refused;
    const bool whole = read([&](const char* bytes, std::size_t count) {
      try {
        upload->write(bytes, count);
        return true;
      } catch (const UploadRefused& fault) {
        refused = std::make_unique<UploadRefused>(fault);
        return false;
      }
    });
    if (refused) throw *refused;
    if (!whole) throw UploadRefused(400, "the connection broke off; go on where it stopped");
    answer(response, 200, to_json(upload->finish()));
  }

  void add_measurement_routes() {
    const std::string path = R"(/v1/measurements/([0-9a-f]{32}))";
    server->Put(path, [this](const Request& request, Response& response,
                             const httplib::ContentReader& read) {
      std::string body;
      const bool whole = read([&](const char* bytes, std::size_t count) {
        body.append(bytes, count);
        return body.size() <= kLongestMessage;
      });
      if (!whole) return refuse(response, 413, "the message is too long or broke off");
      submit(request.matches[1], body, response);
    });
    server->Get(path, [this](const Request& request, Response& response) {
      const auto status = queue.status(request.matches[1]);
      if (!status) return unknown(response);
      answer(response, 200, device::to_json(*status));
    });
    server->Get(path + "/events", [this](const Request& request, Response& response) {
      if (!queue.status(request.matches[1])) return unknown(response);
      stream(request.matches[1], response);
    });
    server->Get(path + "/samples", [this](const Request& request, Response& response) {
      const auto samples = queue.samples_ms(request.matches[1]);
      if (!samples) return unknown(response);
      answer(response, 200, {{"samples_ms", *samples}});
    });
    server->Delete(path, [this](const Request& request, Response& response) {
      if (!queue.cancel(request.matches[1])) return unknown(response);
      answer(response, 200, device::to_json(*queue.status(request.matches[1])));
    });
  }

  static void unknown(Response& response) {
    refuse(response, 404, "this measurement is not known here; the agent may have been restarted");
  }

  void submit(const std::string& id, const std::string& body, Response& response) {
    try {
      const Json json = Json::parse(body, nullptr, /*allow_exceptions=*/false);
      answer(response, 202, device::to_json(queue.submit(id, measure_request_from_json(json))));
    } catch (const MeasurementRefused& refused) {
      refuse(response, refused.status, refused.what());
    } catch (const Error& error) {
      refuse(response, 400, error.what());
    }
  }

  /// A line of JSON for each change, and one each second without, until it has ended.
  void stream(const std::string& id, Response& response) {
    auto known = std::make_shared<MeasurementStatus>();
    response.set_chunked_content_provider(
        "application/x-ndjson", [this, id, known](std::size_t, httplib::DataSink& sink) {
          const auto status = queue.wait(id, *known, kHeartbeat_s);
          if (!status || !server->is_running()) {
            sink.done();
            return true;
          }
          const std::string line = device::to_json(*status).dump() + "\n";
          *known = *status;
          if (!sink.write(line.data(), line.size())) return false;
          if (has_ended(status->state)) sink.done();
          return true;
        });
  }

  std::vector<Runtime> runtimes;
  AgentOptions options;
  ModelStore models;
  MeasurementQueue queue;
  std::unique_ptr<httplib::Server> server;
  int port = 0;
};

AgentServer::AgentServer(const std::vector<Runtime>& runtimes, AgentOptions options) {
  if (options.token.empty() && !is_loopback(options.host)) {
    fail_usage(
        "an agent that listens on {} can be reached by others and needs a token: --token-file FILE",
        options.host);
  }
  routes_ = std::make_unique<Routes>(runtimes, std::move(options));
  const AgentOptions& used = routes_->options;
  if (used.port == 0) {
    routes_->port = routes_->server->bind_to_any_port(used.host.c_str());
  } else if (routes_->server->bind_to_port(used.host.c_str(), used.port)) {
    routes_->port = used.port;
  }
  if (routes_->port <= 0) {
    fail("cannot listen on {}:{}; is another agent running there?", used.host, used.port);
  }
}

AgentServer::~AgentServer() { stop(); }

int AgentServer::port() const { return routes_->port; }

void AgentServer::run() { routes_->server->listen_after_bind(); }

void AgentServer::stop() { routes_->server->stop(); }

}  // namespace efs::device
