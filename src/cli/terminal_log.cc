#include "cli/terminal_log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "core/terminal/terminal.h"
#include "core/text/outside_text.h"

namespace efs::cli {
namespace {

/// The message, as a terminal may show it.
class Message final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& into) override {
    const std::string text = printable_lines({message.payload.data(), message.payload.size()});
    into.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Message>();
  }
};

}  // namespace

void log_to_terminal() {
  const auto colour =
      wants_colour(STDERR_FILENO) ? spdlog::color_mode::always : spdlog::color_mode::never;
  spdlog::set_default_logger(spdlog::stderr_color_mt("efs", colour));
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<Message>('*').set_pattern("efs: %^%l%$: %*");
  spdlog::set_formatter(std::move(formatter));
}

}  // namespace efs::cli
