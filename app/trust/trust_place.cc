#include "app/trust/trust_place.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace osslens::app {
namespace {

namespace fs = std::filesystem;

// Where Chromium keeps its one database, also as a Snap.
constexpr std::array<const char*, 2> kChromiumFolders = {".pki/nssdb",
                                                         "snap/chromium/current/.pki/nssdb"};
// Where Firefox keeps its profiles, each with a database: by itself, as a Snap, as a Flatpak.
constexpr std::array<const char*, 3> kFirefoxFolders = {
    ".mozilla/firefox", "snap/firefox/common/.mozilla/firefox",
    ".var/app/org.mozilla.firefox/.mozilla/firefox"};

bool IsDirectory(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

// The format that NSS has written since 2018; older ones are converted when a browser starts.
bool HasDatabase(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / "cert9.db", error);
}

void AddSystem(const fs::path& root, std::vector<TrustPlace>& places) {
  const fs::path fedora = root / "etc/pki/ca-trust/source/anchors";
  const fs::path debian = root / "usr/local/share/ca-certificates";
  std::error_code error;
  if (IsDirectory(fedora)) {
    places.push_back({TrustKind::kFedora, fedora / "osslens.pem"});
  } else if (IsDirectory(debian) || fs::exists(root / "etc/ca-certificates.conf", error)) {
    // update-ca-certificates takes only files that end so.
    places.push_back({TrustKind::kDebian, debian / "osslens.crt"});
  }
}

void AddNss(const fs::path& home, std::vector<TrustPlace>& places) {
  for (const char* folder : kChromiumFolders) {
    if (HasDatabase(home / folder)) places.push_back({TrustKind::kNss, home / folder});
  }
  for (const char* profiles : kFirefoxFolders) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(home / profiles, error)) {
      if (HasDatabase(entry.path())) places.push_back({TrustKind::kNss, entry.path()});
    }
  }
}

}  // namespace

std::vector<TrustPlace> FindTrustPlaces(const TrustSearch& search) {
  std::vector<TrustPlace> places;
  if (search.system) AddSystem(search.system_root, places);
  if (search.nss && !search.home.empty()) AddNss(search.home, places);
  std::ranges::sort(places, {}, &TrustPlace::path);
  return places;
}

}  // namespace osslens::app
