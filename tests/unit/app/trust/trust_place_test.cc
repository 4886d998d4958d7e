#include "app/trust/trust_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_directory.h"

namespace osslens::app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class TrustPlaces : public testing::Test {
 protected:
  std::vector<TrustPlace> Find() const {
    return FindTrustPlaces({.system_root = temp_ / "root", .home = temp_ / "home"});
  }
  void MakeDatabase(const char* folder) const {
    fs::create_directories(temp_ / folder);
    WriteFile(temp_ / folder / "cert9.db", "");
  }

  const TempDirectory temp_;
};

TEST_F(TrustPlaces, AreNoneOnAnEmptySystem) { EXPECT_THAT(Find(), IsEmpty()); }

TEST_F(TrustPlaces, AreTheFolderOfDebian) {
  fs::create_directories(temp_ / "root/etc");
  WriteFile(temp_ / "root/etc/ca-certificates.conf", "");

  EXPECT_THAT(Find(),
              ElementsAre(TrustPlace{TrustKind::kDebian,
                                     temp_ / "root/usr/local/share/ca-certificates/osslens.crt"}));
}

TEST_F(TrustPlaces, AreTheFolderOfFedora) {
  fs::create_directories(temp_ / "root/etc/pki/ca-trust/source/anchors");

  EXPECT_THAT(Find(),
              ElementsAre(TrustPlace{TrustKind::kFedora,
                                     temp_ / "root/etc/pki/ca-trust/source/anchors/osslens.pem"}));
}

TEST_F(TrustPlaces, AreTheDatabasesOfChromiumAndOfEveryFirefoxProfile) {
  for (const char* folder : {"home/.pki/nssdb", "home/snap/chromium/current/.pki/nssdb",
                             "home/.mozilla/firefox/a.default", "home/.mozilla/firefox/b.work",
                             "home/snap/firefox/common/.mozilla/firefox/c.default",
                             "home/.var/app/org.mozilla.firefox/.mozilla/firefox/d.default"}) {
    MakeDatabase(folder);
  }
  // No profile, and a database of the old format.
  fs::create_directories(temp_ / "home/.mozilla/firefox/Crash Reports");
  WriteFile(temp_ / "home/.mozilla/firefox/profiles.ini", "");

  const auto nss = [this](const char* folder) {
    return TrustPlace{TrustKind::kNss, temp_ / "home" / folder};
  };
  EXPECT_THAT(Find(), ElementsAre(nss(".mozilla/firefox/a.default"), nss(".mozilla/firefox/b.work"),
                                  nss(".pki/nssdb"),
                                  nss(".var/app/org.mozilla.firefox/.mozilla/firefox/d.default"),
                                  nss("snap/chromium/current/.pki/nssdb"),
                                  nss("snap/firefox/common/.mozilla/firefox/c.default")));
}

TEST_F(TrustPlaces, AreOnlyOfTheKindThatIsAskedFor) {
  fs::create_directories(temp_ / "root/usr/local/share/ca-certificates");
  MakeDatabase("home/.pki/nssdb");
  TrustSearch search{.system_root = temp_ / "root", .home = temp_ / "home"};
  EXPECT_EQ(FindTrustPlaces(search).size(), 2U);

  search.nss = false;
  EXPECT_EQ(FindTrustPlaces(search).at(0).kind, TrustKind::kDebian);
  EXPECT_EQ(FindTrustPlaces(search).size(), 1U);

  search.nss = true;
  search.system = false;
  EXPECT_EQ(FindTrustPlaces(search).at(0).kind, TrustKind::kNss);
  EXPECT_EQ(FindTrustPlaces(search).size(), 1U);
}

TEST_F(TrustPlaces, AreNoDatabasesWithoutAHome) {
  EXPECT_THAT(FindTrustPlaces({.system_root = temp_ / "root", .home = ""}), IsEmpty());
}

}  // namespace
}  // namespace osslens::app
