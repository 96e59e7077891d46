#include "cli/torch_free/manual.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "core/version.h"

namespace efs::cli {
namespace {

/// Text that troff prints as it is.
std::string plain(const std::string& text) {
  std::string result;
  bool at_begin = true;
  for (const char c : text) {
    if (at_begin && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";  // what may be copied into a shell
    } else {
      result += c;
    }
    at_begin = c == '\n';
  }
  return result;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

/// Without a date: the same program makes the same page.
std::string page_head(const std::string& name, const std::string& summary) {
  return fmt::format(
      ".\\\" Made by: efs manual\n.TH {} 1 \"\" \"efs {}\" \"EdgeFaceSearch\"\n.SH NAME\n{} \\- "
      "{}\n",
      plain(upper(name)), program_version(), plain(name), plain(summary));
}

std::string option_names(const OptionDescription& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back("\\fB" + plain(name) + "\\fR");
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  if (!option.value.empty()) {
    text += (text.empty() ? "" : " ") + ("\\fI" + plain(option.value) + "\\fR");
  }
  return text;
}

std::string explanation(const OptionDescription& option) {
  std::string text = option.help;
  if (!option.choices.empty() && text.find(option.choices.front()) == std::string::npos) {
    text += fmt::format("{}one of {}", text.empty() ? "" : "; ", fmt::join(option.choices, ", "));
  }
  if (!option.usual.empty()) text += fmt::format(" (default: {})", option.usual);
  return plain(text);
}

std::string options_of(const CommandDescription& command) {
  std::string text;
  for (const auto& option : command.options) {
    text += ".TP\n" + option_names(option) + "\n" + explanation(option) + "\n";
  }
  return text;
}

/// "efs study show [OPTIONS] STUDY"
std::string synopsis(const std::string& words, const CommandDescription& command) {
  std::string text = ".B " + plain(words) + "\n[OPTIONS]";
  for (const auto& option : command.options) {
    if (!option.names.empty()) continue;
    text += option.required ? " \\fI" + plain(option.value) + "\\fR"
                            : " [\\fI" + plain(option.value) + "\\fR]";
  }
  return text + "\n.br\n";
}

}  // namespace

std::string manual_page(const std::vector<CommandDescription>& commands) {
  std::string page =
      page_head("efs", "search for the network that finds faces best within a device's time") +
      ".SH SYNOPSIS\n.B efs\n\\fICOMMAND\\fR [OPTIONS]\n.SH DESCRIPTION\n" +
      plain(
          "Given photographs with labelled faces and a device with a time budget, efs searches "
          "over "
          "network architectures and hyper-parameters, measures every candidate on the device, "
          "trains, stops the hopeless ones early, and hands back the model file to deploy.") +
      "\n.SH COMMANDS\n";
  for (const auto& command : commands) {
    page += fmt::format(".TP\n.BR efs\\-{} (1)\n{}\n", plain(command.name), plain(command.summary));
  }
  return page;
}

std::string manual_page(const CommandDescription& command) {
  const std::string words = "efs " + command.name;
  std::string page = page_head("efs-" + command.name, command.summary) + ".SH SYNOPSIS\n";
  if (command.commands.empty() || command.options.size() > 1) page += synopsis(words, command);
  for (const auto& inner : command.commands) page += synopsis(words + " " + inner.name, inner);
  page += ".SH OPTIONS\n" + options_of(command);
  for (const auto& inner : command.commands) {
    page += ".SH " + plain(upper(words + " " + inner.name)) + "\n" + plain(inner.summary) + "\n" +
            options_of(inner);
  }
  return page + ".SH SEE ALSO\n.BR efs (1)\n";
}

}  // namespace efs::cli
