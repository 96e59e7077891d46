#include "report/xml_check.h"

#include <regex>
#include <set>
#include <vector>

namespace efs::report {
namespace {

std::string attribute_fault(const std::string& attributes) {
  static const std::regex attribute("\\s+([A-Za-z_:][A-Za-z0-9_:-]*)=\"([^\"<]*)\"");
  std::set<std::string> names;
  std::size_t covered = 0;
  for (std::sregex_iterator match(attributes.begin(), attributes.end(), attribute), end;
       match != end; ++match) {
    if (static_cast<std::size_t>(match->position()) != covered) break;
    if (!names.insert((*match)[1]).second) return "twice: " + (*match)[1].str();
    covered += static_cast<std::size_t>(match->length());
  }
  const bool rest_is_blank = attributes.find_first_not_of(" \n", covered) == std::string::npos;
  return rest_is_blank ? "" : "attributes: " + attributes;
}

}  // namespace

std::string xml_fault(const std::string& text) {
  static const std::regex entity("&(?!(amp|lt|gt|quot|#39);)");
  if (std::regex_search(text, entity)) return "a bare &";

  static const std::regex tag("<(/?)([A-Za-z]+)([^<>]*?)(/?)>");
  std::string body = text;
  if (body.rfind("<?xml", 0) == 0) body = body.substr(body.find("?>") + 2);
  std::vector<std::string> open;
  std::size_t at = 0;
  for (std::sregex_iterator match(body.begin(), body.end(), tag), end; match != end; ++match) {
    const std::string between = body.substr(at, static_cast<std::size_t>(match->position()) - at);
    if (between.find_first_of("<>") != std::string::npos) return "a bare < or >: " + between;
    at = static_cast<std::size_t>(match->position() + match->length());
    const std::string name = (*match)[2];
    if ((*match)[1].length() > 0) {
      if (open.empty() || open.back() != name) return "closed but not open: " + name;
      open.pop_back();
      continue;
    }
    if (const std::string fault = attribute_fault((*match)[3]); !fault.empty()) return fault;
    if ((*match)[4].length() == 0) open.push_back(name);
  }
  if (body.find_first_of("<>", at) != std::string::npos) return "a bare < or > at the end";
  return open.empty() ? "" : "not closed: " + open.back();
}

}  // namespace efs::report
