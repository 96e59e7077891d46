#include "support/browser.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "core/clock.h"

namespace efs::testing {
namespace {

constexpr double kPatience_s = 60.0;

/// RFC 4648.
std::string from_base64(const std::string& text) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char letter : text) {
    const std::size_t value = letters.find(letter);
    if (value == std::string::npos) break;
    bits = bits << 6U | static_cast<unsigned>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
  }
  return bytes;
}

}  // namespace

Browser::Browser(const BrowserOptions& options) {
  start(options);
  const Json target = command("Target.createTarget", {{"url", "about:blank"}});
  session_ =
      command("Target.attachToTarget", {{"targetId", target.at("targetId")}, {"flatten", true}})
          .at("sessionId");
  for (const char* domain : {"Page", "Runtime", "Log"}) command(std::string(domain) + ".enable");
  const Json scheme{{"name", "prefers-color-scheme"}, {"value", options.dark ? "dark" : "light"}};
  command("Emulation.setEmulatedMedia", {{"features", Json::array({scheme})}});
}

Browser::~Browser() {
  ::kill(-process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  ::close(to_);
  ::close(from_);
  // Its last processes may still write into the profile.
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

void Browser::start(const BrowserOptions& options) {
  int to[2], from[2];
  if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  std::vector<std::string> words{EFS_CHROMIUM,
                                 "--headless",
                                 "--no-sandbox",
                                 "--disable-gpu",
                                 "--disable-quic",
                                 "--no-first-run",
                                 "--disable-background-networking",
                                 "--disable-component-update",
                                 "--disable-sync",
                                 "--disable-dev-shm-usage",
                                 "--remote-debugging-pipe",
                                 "--ignore-certificate-errors",
                                 fmt::format("--window-size={},{}", options.width, options.height),
                                 "--user-data-dir=" + profile_.path().string()};
  words.insert(words.end(), options.flags.begin(), options.flags.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  process_ = ::fork();
  if (process_ == 0) {
    ::setpgid(0, 0);
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int stream : {0, 1, 2}) ::dup2(nothing, stream);
    // The browser reads 3 and writes 4, wherever the pipes are now.
    const int read = ::fcntl(to[0], F_DUPFD, 10), write = ::fcntl(from[1], F_DUPFD, 10);
    ::dup2(read, 3);
    ::dup2(write, 4);
    ::execv(EFS_CHROMIUM, pointers.data());
    ::_exit(127);
  }
  ::close(to[0]);
  ::close(from[1]);
  to_ = to[1];
  from_ = from[0];
}

Json Browser::command(const std::string& method, Json params) {
  const int id = ++last_id_;
  Json message{{"id", id}, {"method", method}, {"params", std::move(params)}};
  if (!session_.empty()) message["sessionId"] = session_;
  const std::string text = message.dump() + '\0';
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t count = ::write(to_, text.data() + at, text.size() - at);
    if (count <= 0) throw std::runtime_error("the browser is gone");
    at += static_cast<std::size_t>(count);
  }
  const double until_s = now_s() + kPatience_s;
  while (true) {
    const Json answer = next_message(until_s);
    if (answer.value("id", 0) != id) {
      take_event(answer);
    } else if (answer.contains("error")) {
      throw std::runtime_error(method + ": " + answer["error"].dump());
    } else {
      return answer.value("result", Json::object());
    }
  }
}

Json Browser::next_message(double until_s) {
  while (true) {
    const std::size_t end = unread_.find('\0');
    if (end != std::string::npos) {
      const Json message = Json::parse(unread_.substr(0, end));
      unread_.erase(0, end + 1);
      return message;
    }
    pollfd wait{from_, POLLIN, 0};
    const double left_ms = (until_s - now_s()) * 1e3;
    if (left_ms <= 0.0 || ::poll(&wait, 1, static_cast<int>(left_ms) + 1) == 0) {
      throw std::runtime_error("the browser has not answered");
    }
    char piece[1 << 16];
    const ssize_t count = ::read(from_, piece, sizeof piece);
    if (count <= 0) throw std::runtime_error("the browser is gone");
    unread_.append(piece, static_cast<std::size_t>(count));
  }
}

void Browser::take_event(const Json& message) {
  const std::string method = message.value("method", "");
  if (method == "Runtime.exceptionThrown") {
    problems_.push_back(message["params"]["exceptionDetails"].dump());
  } else if (method == "Log.entryAdded" && message["params"]["entry"]["level"] == "error") {
    problems_.push_back(message["params"]["entry"].dump());
  } else if (method == "Runtime.consoleAPICalled" && message["params"]["type"] == "error") {
    problems_.push_back(message["params"]["args"].dump());
  }
}

void Browser::open(const std::string& url) {
  command("Page.navigate", {{"url", url}});
  wait_until("document.readyState === 'complete'");
}

void Browser::reload() {
  command("Page.reload");
  wait_until("document.readyState === 'complete'");
}

Json Browser::evaluate(const std::string& expression) {
  const Json result =
      command("Runtime.evaluate",
              {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
  if (result.contains("exceptionDetails")) {
    throw std::runtime_error(expression + ": " + result["exceptionDetails"].dump());
  }
  return result["result"].value("value", Json());
}

std::string Browser::text(const std::string& selector) {
  const Json found =
      evaluate("document.querySelector(" + Json(selector).dump() + ")?.innerText ?? null");
  return found.is_string() ? found.get<std::string>() : "";
}

bool Browser::wait_until(const std::string& expression, double seconds) {
  const double until_s = now_s() + seconds;
  while (now_s() < until_s) {
    try {
      if (evaluate("Boolean(" + expression + ")") == true) return true;
    } catch (const std::runtime_error&) {
      // A page that is being loaded has no such thing yet.
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

void Browser::click(const std::string& selector) {
  const Json place = evaluate(
      "(() => { const one = document.querySelector(" + Json(selector).dump() +
      "); one.scrollIntoView({ block: 'center', behavior: 'instant' }); const box = "
      "one.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; "
      "})()");
  click_at(place[0], place[1]);
}

void Browser::click_at(double x, double y) {
  for (const char* kind : {"mouseMoved", "mousePressed", "mouseReleased"}) {
    const bool moved = std::string(kind) == "mouseMoved";
    command("Input.dispatchMouseEvent", {{"type", kind},
                                         {"x", x},
                                         {"y", y},
                                         {"button", moved ? "none" : "left"},
                                         {"clickCount", moved ? 0 : 1}});
  }
}

void Browser::type(const std::string& text) { command("Input.insertText", {{"text", text}}); }

void Browser::press(const std::string& key) {
  const int code = key == "Enter" ? 13 : key == "Escape" ? 27 : 9;
  for (const char* kind : {"keyDown", "keyUp"}) {
    Json event{{"type", kind}, {"key", key}, {"code", key}, {"windowsVirtualKeyCode", code}};
    if (key == "Enter" && std::string(kind) == "keyDown") event["text"] = "\r";
    command("Input.dispatchKeyEvent", std::move(event));
  }
}

void Browser::screenshot(const std::filesystem::path& png) {
  const Json shot = command("Page.captureScreenshot", {{"format", "png"}});
  std::ofstream(png, std::ios::binary) << from_base64(shot.at("data"));
}

std::vector<std::string> Browser::problems() {
  evaluate("1");  // whatever came meanwhile
  return std::exchange(problems_, {});
}

}  // namespace efs::testing
