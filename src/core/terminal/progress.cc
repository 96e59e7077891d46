#include "core/terminal/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "core/clock.h"
#include "core/terminal/terminal.h"

namespace efs {
namespace {

/// Progress is a courtesy: a terminal that has gone away must not end the command.
void put(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// The first `width` characters of UTF-8 text, each taken to be one column wide.
std::string_view cut(std::string_view text, std::size_t width) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool continues = (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
    if (!continues && columns++ == width) return text.substr(0, i);
  }
  return text;
}

constexpr std::string_view kClearLine = "\r\x1b[K";

}  // namespace

Progress::Progress(double plain_interval_s, int descriptor)
    : plain_interval_s_(plain_interval_s),
      descriptor_(descriptor),
      terminal_(is_terminal(descriptor)) {}

Progress::~Progress() {
  if (terminal_ && !current_.empty()) put(descriptor_, kClearLine);
  if (!unwritten_.empty()) put(descriptor_, unwritten_ + "\n");
}

void Progress::update(const std::string& line) {
  if (terminal_) {
    // One column is left free: a full line makes some terminals wrap.
    current_ = cut(line, terminal_width(descriptor_) - 1);
    put(descriptor_, fmt::format("{}{}", kClearLine, current_));
    return;
  }
  const double now_s = efs::now_s();
  if (now_s - last_update_s_ < plain_interval_s_) {
    unwritten_ = line;
    return;
  }
  last_update_s_ = now_s;
  unwritten_.clear();
  put(descriptor_, line + "\n");
}

void Progress::print(const std::string& line) {
  if (terminal_ && !current_.empty()) put(descriptor_, kClearLine);
  fmt::print("{}\n", line);
  std::fflush(stdout);
  if (terminal_) put(descriptor_, current_);
}

void Progress::note(const std::string& line) {
  if (terminal_) {
    put(descriptor_, fmt::format("{}{}\n{}", kClearLine, line, current_));
  } else {
    put(descriptor_, line + "\n");
  }
}

std::string format_duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0.0) return "?";
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  const long long minutes = (whole + 30) / 60;
  if (minutes < 24 * 60) return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
  const long long hours = (minutes + 30) / 60;
  return fmt::format("{} d {:02} h", hours / 24, hours % 24);
}

}  // namespace efs
