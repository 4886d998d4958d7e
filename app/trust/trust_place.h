#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace osslens::app {

enum class TrustKind {
  kDebian,  // a folder of files, gathered by update-ca-certificates; Ubuntu too
  kFedora,  // a folder of files, gathered by update-ca-trust; RHEL and its kin too
  kNss,     // a database of Chromium or Firefox, written by certutil
};

// One place where a root certificate can be put so that programs trust it.
struct TrustPlace {
  TrustKind kind = TrustKind::kDebian;
  std::filesystem::path
      path;  // the file that would hold our root; of NSS the folder of the database

  friend bool operator==(const TrustPlace&, const TrustPlace&) = default;
};

struct TrustSearch {
  // Stands before every path of the system, as of an image that is mounted there.
  std::filesystem::path system_root = "/";
  // Whose browsers; empty for none.
  std::filesystem::path home;
  bool system = true;
  bool nss = true;
};

// The places that exist: at most one of the system, and every database of NSS below the home, sorted by path.
[[nodiscard]] std::vector<TrustPlace> FindTrustPlaces(const TrustSearch& search);

}  // namespace osslens::app
