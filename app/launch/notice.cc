#include "app/launch/notice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace osslens::app {
namespace {

constexpr std::string_view kBehindSudo =
    "sudo gives its command an environment of its own; put it in front: sudo osslens run -- "
    "COMMAND";

std::string Fill(std::string_view advice, const AdviceValues& values) {
  const std::array<std::pair<std::string_view, const std::string&>, 4> placeholders{
      {{"{proxy}", values.proxy_url},
       {"{host}", values.host},
       {"{port}", values.port},
       {"{bundle}", values.bundle}}};
  std::string text(advice);
  for (const auto& [name, value] : placeholders) {
    for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at))
      text.replace(at, name.size(), value), at += value.size();
  }
  return text;
}

// ali-oss does as long as the package is there that it needs for it.
bool obeys(const Client& client, const Recognition& recognition, const AdviceValues& values) {
  if (client.id == "node-ali-oss") return !recognition.lacks_proxy_agent;
  // Without interception there is no certificate of ours to be trusted.
  const bool is_about_trust = client.advice.find("{bundle}") != std::string_view::npos;
  return client.obedience == Obedience::kObeys || (is_about_trust && values.bundle.empty());
}

// The way for what obeys no variable and is not to be changed in its code.
constexpr std::string_view kReverse =
    "; or start it with osslens run --reverse 127.0.0.1:9000=https://ENDPOINT and make "
    "http://127.0.0.1:9000 its endpoint";

std::string AdviceFor(const Client& client, const AdviceValues& values) {
  const std::string advice = Fill(client.advice, values);
  if (client.obedience != Obedience::kIgnores) return advice;
  return fmt::format("ignores proxy variables; {}{}", advice, kReverse);
}

}  // namespace

std::vector<std::string> Introductions(const Recognition& recognition, const AdviceValues& values) {
  if (recognition.is_sudo) return {std::string(kBehindSudo)};
  std::vector<std::string> lines;
  for (const auto& [client, by] : recognition.clients) {
    lines.push_back(fmt::format("{} (by {}): {}", client->name, by,
                                obeys(*client, recognition, values)
                                    ? "goes through osslens by itself"
                                    : AdviceFor(*client, values)));
  }
  return lines;
}

std::string LikelyReason(const Recognition& recognition, const AdviceValues& values) {
  if (recognition.is_sudo) return std::string(kBehindSudo);
  const auto stubborn =
      std::find_if(recognition.clients.begin(), recognition.clients.end(),
                   [&](const Recognised& one) { return !obeys(*one.client, recognition, values); });
  if (stubborn != recognition.clients.end())
    return fmt::format("{}: {}", stubborn->client->name, AdviceFor(*stubborn->client, values));
  if (!recognition.clients.empty()) {
    return fmt::format(
        "{} goes through osslens by itself, so it has not called OSS yet, or a setting in its code "
        "names another proxy or none",
        recognition.clients.front().client->name);
  }
  return fmt::format(
      "the app has not called OSS yet, or its SDK ignores proxy variables, as those for Go and "
      "Java "
      "do; then name {} in its code",
      values.proxy_url);
}

}  // namespace osslens::app
