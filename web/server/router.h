#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/server/api_context.h"
#include "web/server/request.h"
#include "web/server/response.h"

namespace osslens::web {

// What a handler may use of the path: the value of its {id}, 0 when the pattern has none.
struct PathValues {
  int64_t id = 0;
};

using Handler = Response (*)(const Request& request, const PathValues& path, ApiContext& context);

enum class RunsOn {
  kLoop,    // answers from memory; context.reader is null
  kWorker,  // reads the store, so it runs on a worker thread with a reader of its own
};

// One call of the API. The routes are one table, from which the page of the documentation is made as well.
struct Route {
  std::string_view method;   // GET stands for HEAD, too
  std::string_view pattern;  // {id} stands for a positive decimal number
  RunsOn runs_on = RunsOn::kWorker;
  Handler handler = nullptr;
  std::string_view summary;
  bool takes_body = false;
};

// The route of a request with the values of its path, or the answer that says why there is none: 404, or 405 with Allow.
struct RouteMatch {
  const Route* route = nullptr;
  PathValues path;
  Response refusal;
};
[[nodiscard]] RouteMatch FindRoute(std::span<const Route> routes, const Request& request);

}  // namespace osslens::web
