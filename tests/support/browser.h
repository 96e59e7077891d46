// A real browser, without a window, that a test leads as a user would.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/text/json.h"
#include "support/temporary_folder.h"

namespace efs::testing {

struct BrowserOptions {
  int width = 1280;
  int height = 900;
  bool dark = false;
  std::vector<std::string> flags;  // of the program, besides the usual ones
};

/// Chromium over its debugging pipe (the DevTools protocol). Functions throw std::runtime_error when
/// it has not answered for a minute.
class Browser {
 public:
  explicit Browser(const BrowserOptions& options = {});
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void open(const std::string& url);
  void reload();
  /// What the expression is worth (of a promise: what it comes to), as JSON. std::runtime_error: it
  /// throws.
  Json evaluate(const std::string& expression);
  std::string text(const std::string& selector);
  /// Until the expression is true; false: it is not for `seconds`.
  bool wait_until(const std::string& expression, double seconds = 60.0);
  /// The middle of the first element that the selector finds, brought onto the screen.
  void click(const std::string& selector);
  void click_at(double x, double y);
  void type(const std::string& text);
  /// "Enter", "Escape", "Tab"
  void press(const std::string& key);
  void screenshot(const std::filesystem::path& png);
  /// What pages have complained about since the last call: exceptions, console.error, requests that
  /// failed.
  std::vector<std::string> problems();

 private:
  Json command(const std::string& method, Json params = Json::object());
  Json next_message(double until_s);
  void take_event(const Json& message);
  void start(const BrowserOptions& options);

  TemporaryFolder profile_;
  pid_t process_ = -1;
  int to_ = -1, from_ = -1;
  int last_id_ = 0;
  std::string session_;
  std::string unread_;
  std::vector<std::string> problems_;
};

}  // namespace efs::testing
