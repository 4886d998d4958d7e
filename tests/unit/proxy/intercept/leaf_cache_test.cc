#include "proxy/intercept/leaf_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <thread>

#include "tests/unit/proxy/intercept/intercept_support.h"

namespace osslens::intercept {
namespace {

using testing::HasSubstr;
using Identity = std::shared_ptr<const tls::ServerIdentity>;

class LeafCacheTest : public testing::Test {
 protected:
  Identity Get(std::string_view host, WallTime now = Noon()) {
    return Must(cache_->Get(host, now));
  }

  const CertificateAuthority authority_ = MakeAuthority();
  const std::unique_ptr<LeafCache> cache_ = Must(LeafCache::Create(authority_, 3));
};

TEST_F(LeafCacheTest, GivesAWholeChainWithItsKey) {
  const Identity identity = Get("logs.oss-cn-hangzhou.aliyuncs.com");

  EXPECT_EQ(Verify(authority_, *identity->leaf, "logs.oss-cn-hangzhou.aliyuncs.com", Noon()), "ok");
  EXPECT_EQ(X509_check_private_key(identity->leaf.get(), identity->key.get()), 1);
  EXPECT_EQ(X509_cmp(identity->issuer.get(), &authority_.intermediate()), 0);
  EXPECT_EQ(identity->not_after, Noon() + std::chrono::days(45));
}

TEST_F(LeafCacheTest, GivesOneObjectForAllBucketsOfARegion) {
  const Identity first = Get("a.oss-cn-hangzhou.aliyuncs.com");

  EXPECT_EQ(Get("B.oss-cn-hangzhou.aliyuncs.com."), first);
  EXPECT_EQ(Get("oss-cn-hangzhou.aliyuncs.com"), first);
  EXPECT_EQ(cache_->size(), 1U);
}

TEST_F(LeafCacheTest, UsesOneKeyForAllLeaves) {
  EXPECT_EQ(Get("a.aliyuncs.com")->key, Get("b.aliyuncs.com")->key);
}

TEST_F(LeafCacheTest, UsesAnotherKeyInAnotherProcess) {
  const auto other = Must(LeafCache::Create(authority_, 3));

  EXPECT_NE(EVP_PKEY_eq(Get("a.aliyuncs.com")->key.get(),
                        Must(other->Get("a.aliyuncs.com", Noon()))->key.get()),
            1);
}

TEST_F(LeafCacheTest, KeepsAsManyAsItMay) {
  const Identity first = Get("a.aliyuncs.com");
  Get("b.aliyuncs.com");
  Get("c.aliyuncs.com");

  EXPECT_EQ(cache_->size(), 3U);
  EXPECT_EQ(Get("a.aliyuncs.com"), first);
}

TEST_F(LeafCacheTest, DropsTheOneAskedForLeastRecentlyWhenThereIsOneMore) {
  const Identity first = Get("a.aliyuncs.com");
  const Identity second = Get("b.aliyuncs.com");
  Get("c.aliyuncs.com");
  Get("a.aliyuncs.com");
  Get("d.aliyuncs.com");

  EXPECT_EQ(cache_->size(), 3U);
  EXPECT_EQ(Get("a.aliyuncs.com"), first);
  EXPECT_NE(Get("b.aliyuncs.com"), second);
}

TEST_F(LeafCacheTest, LeavesADroppedLeafToItsUser) {
  const Identity identity = Get("a.aliyuncs.com");
  for (int i = 0; i < 500; ++i) Get("host" + std::to_string(i) + ".aliyuncs.com");

  EXPECT_EQ(cache_->size(), 3U);
  EXPECT_EQ(Verify(authority_, *identity->leaf, "a.aliyuncs.com", Noon()), "ok");
}

TEST_F(LeafCacheTest, ReplacesALeafADayBeforeItsEnd) {
  const Identity first = Get("a.aliyuncs.com");
  const WallTime replaced = first->not_after - std::chrono::days(1);

  EXPECT_EQ(Get("a.aliyuncs.com", replaced - std::chrono::seconds(1)), first);
  const Identity second = Get("a.aliyuncs.com", replaced);
  EXPECT_NE(second, first);
  EXPECT_EQ(second->not_after, replaced + std::chrono::days(45));
  EXPECT_EQ(cache_->size(), 1U);
}

TEST_F(LeafCacheTest, KeepsALeafThatEndsWithTheAuthorityToItsEnd) {
  const Identity last = Get("a.aliyuncs.com", authority_.not_after() - std::chrono::hours(2));

  EXPECT_EQ(Get("a.aliyuncs.com", authority_.not_after() - std::chrono::hours(1)), last);
  EXPECT_FALSE(cache_->Get("a.aliyuncs.com", authority_.not_after()));
}

TEST_F(LeafCacheTest, ReplacesALeafThatIsNotValidYetAfterTheClockWasSetBack) {
  const Identity later = Get("a.aliyuncs.com", Noon() + std::chrono::days(30));

  EXPECT_EQ(Get("a.aliyuncs.com", Noon() + std::chrono::days(29)), later);
  EXPECT_NE(Get("a.aliyuncs.com", Noon() + std::chrono::days(28)), later);
}

TEST_F(LeafCacheTest, RefusesWhatNoLeafCanBeMadeForAndKeepsNothingOfIt) {
  EXPECT_FALSE(cache_->Get("www.example.com", Noon()));
  EXPECT_FALSE(cache_->Get("127.0.0.1", Noon()));
  EXPECT_FALSE(cache_->Get("", Noon()));
  EXPECT_EQ(cache_->size(), 0U);
}

TEST_F(LeafCacheTest, ServesTheTlsSideAtThePresentTime) {
  const CertificateAuthority authority = MakeAuthority({"aliyuncs.com"}, WallNow());
  const auto cache = Must(LeafCache::Create(authority, 1));
  tls::IdentitySource& source = *cache;

  const Identity identity = Must(source.For("a.aliyuncs.com"));

  EXPECT_EQ(Verify(authority, *identity->leaf, "a.aliyuncs.com", WallNow()), "ok");
}

TEST_F(LeafCacheTest, MayBeSharedByThreads) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < 100; ++i) {
        const std::string host = "host" + std::to_string((i + thread) % 5) + ".aliyuncs.com";
        const auto identity = cache_->Get(host, Noon());
        EXPECT_TRUE(identity) << host;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(cache_->size(), 3U);
}

TEST(LeafCache, HoldsOneAtLeast) {
  const CertificateAuthority authority = MakeAuthority();
  const auto cache = Must(LeafCache::Create(authority, 0));

  EXPECT_EQ(Must(cache->Get("a.aliyuncs.com", Noon())), Must(cache->Get("a.aliyuncs.com", Noon())));
  EXPECT_EQ(cache->size(), 1U);
}

}  // namespace
}  // namespace osslens::intercept
