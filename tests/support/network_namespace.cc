#include "support/network_namespace.h"

#include <unistd.h>

#include "core/error.h"
#include "core/process/child_process.h"

namespace efs::testing {

namespace {

std::vector<std::string> ip_words(const std::vector<std::string>& words) {
  std::vector<std::string> all{"ip"};
  if (::geteuid() != 0) all = {"sudo", "-n", "ip"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

void ip(const std::vector<std::string>& words) {
  ChildProcess process(ip_words(words), "");
  std::string line;
  while (process.read_line(line, 20.0) == ChildProcess::Read::kLine) {
  }
  if (process.wait().exit_code != 0) fail("ip {}: {}", words.front(), process.errors());
}

}  // namespace

NetworkNamespace::NetworkNamespace() {
  const int number = ::getpid();
  name_ = fmt::format("efs-{}", number);
  near_ = fmt::format("ea{}", number);
  far_ = fmt::format("eb{}", number);
  // TEST-NET-2 (RFC 5737), four addresses for each process.
  const int block = number % 64 * 4;
  address_ = fmt::format("198.51.100.{}", block + 2);
  ip({"netns", "add", name_});
  ip({"link", "add", near_, "type", "veth", "peer", "name", far_});
  ip({"link", "set", far_, "netns", name_});
  ip({"addr", "add", fmt::format("198.51.100.{}/30", block + 1), "dev", near_});
  ip({"-n", name_, "addr", "add", address_ + "/30", "dev", far_});
  ip({"-n", name_, "link", "set", "lo", "up"});
  ip({"-n", name_, "link", "set", far_, "up"});
  ip({"link", "set", near_, "up"});
}

NetworkNamespace::~NetworkNamespace() {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"link", "del", near_}, {"netns", "del", name_}}) {
    try {
      ip(words);
    } catch (const Error&) {  // it is gone
    }
  }
}

std::vector<std::string> NetworkNamespace::words() const {
  return ip_words({"netns", "exec", name_});
}

void NetworkNamespace::cut() { ip({"link", "set", near_, "down"}); }

void NetworkNamespace::restore() { ip({"link", "set", near_, "up"}); }

}  // namespace efs::testing
