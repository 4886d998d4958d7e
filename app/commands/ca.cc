#include "app/commands/ca.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include "app/serve_options.h"
#include "app/trust/trust_change.h"
#include "app/trust/trust_place.h"
#include "base/clock.h"
#include "proxy/intercept/authority_store.h"
#include "proxy/intercept/permitted_domains.h"
#include "proxy/intercept/trust_files.h"
#include "store/data_directory.h"

namespace osslens::app {
namespace {

namespace fs = std::filesystem;
using intercept::AuthorityStore;
using intercept::CertificateAuthority;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Under sudo the home, and with it the data directory, is root's: the authority there is hardly the one that is meant.
Result<fs::path> DirectoryOf(const CaArguments& arguments) {
  if (!arguments.data_dir.empty()) return fs::path(arguments.data_dir);
  if (::geteuid() == 0 && !Variable("SUDO_USER").empty()) {
    return Fail(ErrorKind::kInvalid,
                "--data-dir is needed under sudo, to say whose certificate authority is meant; "
                "osslens ca path, without sudo, shows where it is");
  }
  return DefaultDataDirectory();
}

// On standard output, and at once: what follows may come from other programs.
void Say(std::string_view line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

// True for a line that begins with "y". No terminal, no answer: false.
bool Ask(std::string_view question) {
  fmt::print("{} [y/N] ", question);
  std::fflush(stdout);
  const int answer = std::getchar();
  for (int c = answer; c != '\n' && c != EOF;) c = std::getchar();
  return answer == 'y' || answer == 'Y';
}

tl::unexpected<Error> NothingChanged() {
  return Fail(ErrorKind::kUnavailable,
              "nothing was changed; answer y to go ahead, or give --yes to be asked nothing");
}

struct Present {
  AuthorityStore store;
  CertificateAuthority authority;
};

// The authority that is there, renewed where that is due; made when there is none.
Result<Present> OpenAuthority(const CaArguments& arguments) {
  const Result<fs::path> directory = DirectoryOf(arguments);
  if (!directory) return tl::unexpected(directory.error());
  if (auto prepared = store::PrepareDataDirectory(*directory); !prepared)
    return tl::unexpected(prepared.error());
  AuthorityStore store(*directory);
  Result<std::optional<CertificateAuthority>> present = store.Load();
  if (!present) return tl::unexpected(present.error());
  const intercept::PermittedDomains domains =
      *present ? (*present)->permitted() : intercept::DefaultDomains();
  Result<AuthorityStore::Opened> opened = store.Open(domains, WallNow());
  if (!opened) return tl::unexpected(opened.error());
  if (!opened->notice.empty()) fmt::print(stderr, "osslens: {}\n", opened->notice);
  return Present{std::move(store), std::move(opened->authority)};
}

Result<void> Path(const CaArguments& arguments) {
  const Result<Present> present = OpenAuthority(arguments);
  if (!present) return tl::unexpected(present.error());
  const auto& [store, authority] = *present;
  Result<fs::path> file = store.root_file();
  if (arguments.bundle) {
    file = intercept::WriteTrustBundle(store, authority, intercept::FindSystemBundle());
  } else if (arguments.java) {
    const auto anchors = intercept::FindJavaAnchors(Variable("JAVA_HOME"), Variable("PATH"));
    file = intercept::WriteJavaTrustStore(store, authority,
                                          anchors ? anchors : intercept::FindSystemBundle());
  }
  if (!file) return tl::unexpected(file.error());
  Say(file->native());
  return {};
}

std::string StandingText(const Result<Standing>& standing) {
  if (!standing) return "not known: " + standing.error().message;
  switch (*standing) {
    case Standing::kAbsent:
      return "no";
    case Standing::kTrusted:
      return "yes";
    case Standing::kOther:
      return "an older one of osslens; osslens ca install replaces it";
  }
  return "";
}

TrustSearch SearchOf(const CaArguments& arguments) {
  TrustSearch search;
  search.system_root = arguments.system_root;
  search.home = Variable("HOME");
  // Naming one kind leaves out the other.
  search.system = arguments.system || !arguments.nss;
  search.nss = arguments.nss || !arguments.system;
  return search;
}

Result<void> Show(const CaArguments& arguments) {
  const Result<Present> present = OpenAuthority(arguments);
  if (!present) return tl::unexpected(present.error());
  const auto& [store, authority] = *present;
  Say(fmt::format("root         {}", store.root_file().native()));
  Say(fmt::format("subject      {}", authority.RootSubject()));
  Say(fmt::format("SHA-256      {}", authority.RootFingerprint()));
  Say(fmt::format("valid        {} to {}", FormatRfc3339(authority.not_before()),
                  FormatRfc3339(authority.not_after())));
  Say(fmt::format("certifies    hosts of {}; no IP address",
                  fmt::join(authority.permitted().names, ", ")));
  const TrustSearch search = SearchOf(arguments);
  const TrustChanger changer(search, store.root_file(), Variable("PATH"));
  for (const TrustPlace& place : FindTrustPlaces(search)) {
    Say(fmt::format("trusted in   {}: {}", place.path.native(),
                    StandingText(changer.StandingOf(place))));
  }
  return {};
}

// What is to be done, and why some of it cannot be.
struct Plan {
  std::vector<TrustStep> steps;
  std::vector<std::string> obstacles;
  size_t places = 0;
};

Plan MakePlan(const CaArguments& arguments, const fs::path& root_file) {
  const TrustSearch search = SearchOf(arguments);
  const TrustChanger changer(search, root_file, Variable("PATH"));
  Plan plan;
  for (const TrustPlace& place : FindTrustPlaces(search)) {
    ++plan.places;
    Result<std::vector<TrustStep>> steps =
        arguments.remove ? changer.StepsToRemove(place) : changer.StepsToInstall(place);
    if (steps) {
      plan.steps.insert(plan.steps.end(), steps->begin(), steps->end());
    } else {
      plan.obstacles.push_back(steps.error().message);
    }
  }
  return plan;
}

Result<void> Carry(const Plan& plan) {
  for (const TrustStep& step : plan.steps) {
    if (auto performed = Perform(step); !performed) return performed;
    Say(fmt::format("done: {}", Describe(step)));
  }
  if (plan.obstacles.empty()) return {};
  return Fail(ErrorKind::kUnavailable, fmt::format("{}", fmt::join(plan.obstacles, "; ")));
}

Result<void> Install(const CaArguments& arguments) {
  fs::path root_file;
  if (!arguments.remove) {
    const Result<Present> present = OpenAuthority(arguments);
    if (!present) return tl::unexpected(present.error());
    const auto& [store, authority] = *present;
    Say(fmt::format("{} (SHA-256 {})", authority.RootSubject(), authority.RootFingerprint()));
    root_file = store.root_file();
  }
  const Plan plan = MakePlan(arguments, root_file);
  if (plan.places == 0) {
    return Fail(
        ErrorKind::kNotFound,
        "no trust store that osslens knows was found: neither Debian's or Fedora's, nor one "
        "of Chromium or Firefox below HOME; osslens ca path names the file to trust");
  }
  if (plan.steps.empty() && plan.obstacles.empty()) {
    Say(arguments.remove ? "nothing of osslens is trusted" : "it is trusted everywhere already");
    return {};
  }
  for (const TrustStep& step : plan.steps) Say(fmt::format("osslens will {}", Describe(step)));
  if (!plan.steps.empty() && !arguments.yes && !Ask("Go ahead?")) return NothingChanged();
  return Carry(plan);
}

Result<intercept::PermittedDomains> DomainsToRenew(const CaArguments& arguments,
                                                   const AuthorityStore& store) {
  if (arguments.intercept.empty()) {
    // One that cannot be read has no domains to keep.
    const Result<std::optional<CertificateAuthority>> present = store.Load();
    if (present && *present) return (*present)->permitted();
    return intercept::DefaultDomains();
  }
  Result<intercept::DerivedDomains> derived = intercept::DeriveDomains(arguments.intercept);
  if (!derived) return tl::unexpected(derived.error());
  for (const std::string& note : derived->notes) Say(note);
  return std::move(derived->permitted);
}

Result<void> Renew(const CaArguments& arguments) {
  const Result<fs::path> directory = DirectoryOf(arguments);
  if (!directory) return tl::unexpected(directory.error());
  if (auto prepared = store::PrepareDataDirectory(*directory); !prepared) return prepared;
  const AuthorityStore store(*directory);
  const Result<intercept::PermittedDomains> domains = DomainsToRenew(arguments, store);
  if (!domains) return tl::unexpected(domains.error());
  if (!arguments.yes &&
      !Ask(fmt::format("Make a new certificate authority for {}? What trusts the present one will "
                       "have to trust the new one.",
                       fmt::join(domains->names, ", ")))) {
    return NothingChanged();
  }
  const Result<AuthorityStore::Opened> opened = store.Renew(*domains, WallNow());
  if (!opened) return tl::unexpected(opened.error());
  Say(opened->notice);
  Say("a running osslens goes on with the old one until it is started again");
  return {};
}

}  // namespace

void AddCaOptions(CLI::App& command, CaArguments& arguments) {
  command.require_subcommand(1);
  const auto add = [&](const char* name, const char* help) {
    CLI::App& added = *command.add_subcommand(name, help);
    added.add_option("--data-dir", arguments.data_dir, "Where it is kept [$XDG_DATA_HOME/osslens]")
        ->type_name("DIR");
    return &added;
  };
  const auto add_system_root = [&](CLI::App& added) {
    // For a system that is mounted elsewhere, and for tests.
    added.add_option("--system-root", arguments.system_root)->group("");
  };
  CLI::App& path =
      *add("path", "Print the file of the root certificate, to be trusted by programs");
  CLI::Option* bundle =
      path.add_flag("--bundle", arguments.bundle, "Of a file with the system's certificates, too");
  path.add_flag("--java", arguments.java, "Of a trust store for Java, with the password changeit")
      ->excludes(bundle);
  add_system_root(*add("show", "Print what it is, what it can certify, and where it is trusted"));
  CLI::App& install =
      *add("install", "Let this system and its browsers trust it, or no longer (--remove)");
  install.add_flag("--remove", arguments.remove, "Take it out again");
  install.add_flag("--system", arguments.system, "Only the system's store (Debian, Fedora)");
  install.add_flag("--nss", arguments.nss, "Only the stores of Chromium and Firefox");
  install.add_flag("-y,--yes", arguments.yes, "Do not ask");
  add_system_root(install);
  CLI::App& renew = *add("renew", "Make a new one, which must be trusted in place of the old");
  renew
      .add_option("--intercept", arguments.intercept,
                  "Which hosts it may certify [those of the present one] (repeatable)")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  renew.add_flag("-y,--yes", arguments.yes, "Do not ask");
}

Result<void> RunCa(const CLI::App& command, const CaArguments& arguments) {
  if (command.got_subcommand("path")) return Path(arguments);
  if (command.got_subcommand("show")) return Show(arguments);
  if (command.got_subcommand("install")) return Install(arguments);
  return Renew(arguments);
}

}  // namespace osslens::app
