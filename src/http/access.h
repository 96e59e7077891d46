// Whose requests are served.
#pragma once

#include <string>

#include "http/head.h"

namespace efs::http {

/// UsageError: others reach a server on `host`, and there is no token. `what`: "an agent".
void require_token(const std::string& what, const std::string& host, const std::string& token);

/// Refused 403: a server without a token is asked by another name than that of this machine itself.
/// Whoever controls a name can let it lead here, and a browser would go along (DNS rebinding).
void require_own_name(const RequestHead& head);

/// Refused 401: the request does not have the token; 403 as above, where there is none.
void require_access(const RequestHead& head, const std::string& token);

}  // namespace efs::http
