#include "app/launch/environment.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "analyzers/oss/endpoint.h"
#include "app/launch/launch_files.h"
#include "base/text.h"

namespace osslens::app {
namespace {

// Says that the variables around it are ours; its value is the proxy's address.
constexpr std::string_view kMarker = "OSSLENS_PROXY";
constexpr std::string_view kSaved = "OSSLENS_OLD_";

// Both spellings of both: libcurl obeys only `http_proxy` for plain HTTP, other clients only upper case. No ALL_PROXY:
// who reads it reads these, too, and would send other protocols our way.
constexpr std::array<std::string_view, 4> kProxyNames{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY",
                                                      "https_proxy"};

// Of tools that look elsewhere: the global-agent package, CGI programs (which must not take HTTP_PROXY, since a client
// could set it by a field "Proxy").
constexpr std::array<std::string_view, 2> kMoreProxyNames{"GLOBAL_AGENT_HTTP_PROXY",
                                                          "CGI_HTTP_PROXY"};

// OpenSSL, Go, Ruby, Rust and .NET; the curl tool and Python requests; requests; AWS SDKs; git; cargo; Deno; Perl. Each
// takes the place of the system's authorities, so each gets a bundle.
constexpr std::array<std::string_view, 8> kBundleNames{
    "SSL_CERT_FILE",  "CURL_CA_BUNDLE",    "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE",
    "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO", "DENO_CERT",          "PERL_LWP_SSL_CA_FILE"};

constexpr std::array<std::string_view, 2> kNoProxyNames{"NO_PROXY", "no_proxy"};
constexpr std::string_view kLoopback = "localhost,127.0.0.1,::1";

// All that may be set, in the order in which it is.
std::vector<std::string> AllNames() {
  std::vector<std::string> names;
  for (const auto& group : {std::vector<std::string_view>(kProxyNames.begin(), kProxyNames.end()),
                            {kMoreProxyNames.begin(), kMoreProxyNames.end()},
                            {kNoProxyNames.begin(), kNoProxyNames.end()},
                            {"URLLIB_ENABLE_PROXY", "NODE_USE_ENV_PROXY"},
                            {kBundleNames.begin(), kBundleNames.end()},
                            {"NODE_EXTRA_CA_CERTS", "JAVA_TOOL_OPTIONS", "PHP_INI_SCAN_DIR"}})
    names.insert(names.end(), group.begin(), group.end());
  return names;
}

std::string SavedName(std::string_view name) { return fmt::format("{}{}", kSaved, name); }

// What was there before osslens set anything.
VariableLookup Original(const VariableLookup& parent) {
  return [parent](std::string_view name) -> std::optional<std::string> {
    return parent(kMarker) ? parent(SavedName(name)) : parent(name);
  };
}

std::string PercentEncode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (is_plain) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

// Options in JAVA_TOOL_OPTIONS are separated by blanks; quotes keep a blank inside one (the JVM knows no escapes).
std::string JavaOption(const std::string& option) {
  if (option.find_first_of(" \t\n'\"") == std::string::npos) return option;
  const char quote = option.find('"') == std::string::npos ? '"' : '\'';
  return quote + option + quote;
}

// Puts the variables together; one member a subject.
class Maker {
 public:
  Maker(const ChildAccess& access, const VariableLookup& parent)
      : access_(access), proxy_(Reachable(access.proxy)), parent_(Original(parent)) {}

  Result<ChildEnvironment> Make() {
    AddProxy();
    AddNoProxy();
    if (auto added = AddTrust(); !added) return tl::unexpected(added.error());
    AddJava();
    if (auto added = AddPhp(); !added) return tl::unexpected(added.error());
    Save();
    return std::move(made_);
  }

 private:
  void Set(std::string_view name, std::string value) {
    made_.variables.push_back({std::string(name), std::move(value)});
  }

  void AddProxy() {
    const std::string url = ProxyUrl(access_.proxy, access_.credentials);
    for (const std::string_view name : kProxyNames) {
      const auto old = parent_(name);
      if (old && !has_further_proxy_) {
        has_further_proxy_ = true;
        // Its value may hold a password, so only the name is shown.
        made_.notes.push_back(fmt::format(
            "{} names a further proxy, which osslens does not go through unless told by "
            "--upstream-proxy",
            name));
      }
      Set(name, url);
    }
    for (const std::string_view name : kMoreProxyNames) Set(name, url);
    if (!access_.without_urllib_proxy) Set("URLLIB_ENABLE_PROXY", "1");  // ali-oss
    Set("NODE_USE_ENV_PROXY", "1");  // Node's own fetch and http, from 22.21 and 24 on
  }

  void AddNoProxy() {
    for (const std::string_view name : kNoProxyNames) {
      std::string value = parent_(name).value_or("");
      if (value.empty()) value = parent_(name == "NO_PROXY" ? "no_proxy" : "NO_PROXY").value_or("");
      if (name == kNoProxyNames.front()) NoteExceptions(value);
      for (const std::string_view host : Split(kLoopback, ',')) {
        const auto entries = Split(value, ',');
        const bool has_it = std::any_of(entries.begin(), entries.end(), [host](auto entry) {
          return TrimOws(entry) == host || TrimOws(entry) == "*";
        });
        if (!has_it) value += fmt::format("{}{}", value.empty() ? "" : ",", host);
      }
      Set(name, value);
    }
  }

  // An exception that covers OSS would hide every call from us.
  void NoteExceptions(const std::string& value) {
    for (std::string_view entry : Split(value, ',')) {
      entry = TrimOws(entry);
      std::string_view domain = entry;
      while (domain.starts_with('*') || domain.starts_with('.')) domain.remove_prefix(1);
      if (entry == "*" || (!domain.empty() && (oss::is_oss_host(domain) ||
                                               EqualsIgnoreCase(domain, "aliyuncs.com")))) {
        made_.notes.push_back(
            fmt::format("NO_PROXY has {}, so these calls pass osslens by; take it out", entry));
      }
    }
  }

  Result<void> AddTrust() {
    if (access_.trust.bundle.empty()) return {};
    for (const std::string_view name : kBundleNames) {
      const Result<std::filesystem::path> bundle = BundleFor(name);
      if (!bundle) return tl::unexpected(bundle.error());
      Set(name, bundle->string());
    }
    const auto own = parent_("NODE_EXTRA_CA_CERTS");
    if (!own) {
      Set("NODE_EXTRA_CA_CERTS", access_.trust.root.string());
      return {};
    }
    return JoinedBundle(access_.directory, *own, access_.trust.root).map([this](const auto& file) {
      Set("NODE_EXTRA_CA_CERTS", file.string());
    });
  }

  // With the authorities that the app was told to trust before, where it was.
  Result<std::filesystem::path> BundleFor(std::string_view name) {
    std::optional<std::string> own = parent_(name);
    // requests looks at the other variable only when its own is not set, and we set both.
    if (!own && name == "REQUESTS_CA_BUNDLE") own = parent_("CURL_CA_BUNDLE");
    std::error_code ignored;
    if (!own || !std::filesystem::is_regular_file(*own, ignored)) return access_.trust.bundle;
    return JoinedBundle(access_.directory, *own, access_.trust.root);
  }

  void AddJava() {
    const std::string old = parent_("JAVA_TOOL_OPTIONS").value_or("");
    std::vector<std::string> options;
    for (const char* scheme : {"http", "https"}) {
      options.push_back(fmt::format("-D{}.proxyHost={}", scheme, proxy_.ip()));
      options.push_back(fmt::format("-D{}.proxyPort={}", scheme, proxy_.port()));
    }
    // Loopback is an exception without saying so.
    if (!access_.credentials.empty()) {
      // The JVM prints these options, and does not use such properties by itself.
      made_.notes.emplace_back("Java is not given the proxy's password");
    }
    if (old.find("-Djavax.net.ssl.trustStore=") != std::string::npos) {
      made_.notes.emplace_back(
          "JAVA_TOOL_OPTIONS names a trust store already, which is kept; Java trusts osslens only "
          "if "
          "its certificate is in there");
    } else if (!access_.trust.java_store.empty()) {
      options.push_back("-Djavax.net.ssl.trustStore=" + access_.trust.java_store.string());
      options.push_back("-Djavax.net.ssl.trustStorePassword=" + access_.trust.java_store_password);
      options.emplace_back("-Djavax.net.ssl.trustStoreType=PKCS12");
    }
    std::string value = old;
    for (const std::string& option : options)
      value += fmt::format("{}{}", value.empty() ? "" : " ", JavaOption(option));
    Set("JAVA_TOOL_OPTIONS", value);
  }

  // PHP's own libcurl and OpenSSL read no variable, but an empty part of this list stands for PHP's own directory.
  Result<void> AddPhp() {
    if (access_.trust.bundle.empty()) return {};
    return WritePhpSettings(access_.directory, access_.trust.bundle)
        .map([this](const auto& folder) {
          Set("PHP_INI_SCAN_DIR",
              fmt::format("{}:{}", parent_("PHP_INI_SCAN_DIR").value_or(""), folder.string()));
        });
  }

  void Save() {
    std::vector<Variable> saved;
    for (const Variable& variable : made_.variables) {
      if (auto old = parent_(variable.name))
        saved.push_back({SavedName(variable.name), std::move(*old)});
    }
    made_.variables.insert(made_.variables.end(), saved.begin(), saved.end());
    Set(kMarker, proxy_.ToString());
  }

  const ChildAccess& access_;
  const net::SocketAddress proxy_;
  const VariableLookup parent_;
  bool has_further_proxy_ = false;
  ChildEnvironment made_;
};

}  // namespace

std::optional<std::string> OwnVariable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

net::SocketAddress Reachable(const net::SocketAddress& listening) {
  if (!listening.is_unspecified()) return listening;
  return net::SocketAddress::FromIp(listening.is_v6() ? "::1" : "127.0.0.1", listening.port())
      .value_or(listening);
}

Result<ChildEnvironment> MakeChildEnvironment(const ChildAccess& access,
                                              const VariableLookup& parent) {
  return Maker(access, parent).Make();
}

std::vector<Undo> UnsetVariables(const VariableLookup& parent) {
  std::vector<Undo> undo;
  for (const std::string& name : AllNames()) {
    const auto saved = parent(SavedName(name));
    undo.push_back({name, saved});
    if (saved) undo.push_back({SavedName(name), std::nullopt});
  }
  undo.push_back({std::string(kMarker), std::nullopt});
  return undo;
}

std::string ProxyUrl(const net::SocketAddress& proxy, const Secret& credentials) {
  const std::string address = Reachable(proxy).ToString();
  if (credentials.empty()) return "http://" + address;
  const std::string_view pair = credentials.reveal();
  const size_t colon = pair.find(':');  // there is one: whoever reads credentials looks for it
  return fmt::format("http://{}:{}@{}", PercentEncode(pair.substr(0, colon)),
                     PercentEncode(pair.substr(colon + 1)), address);
}

std::vector<std::string> MergedWithOwn(const std::vector<Variable>& variables) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    const bool is_replaced =
        std::any_of(variables.begin(), variables.end(),
                    [name](const Variable& variable) { return variable.name == name; });
    if (!is_replaced) merged.emplace_back(text);
  }
  for (const Variable& variable : variables) merged.push_back(variable.name + "=" + variable.value);
  return merged;
}

}  // namespace osslens::app
