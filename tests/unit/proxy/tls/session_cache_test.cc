#include "proxy/tls/session_cache.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

namespace osslens::tls {
namespace {

SslSessionPtr MakeSession() { return SslSessionPtr(SSL_SESSION_new()); }

TEST(SessionCache, FindsWhatWasPut) {
  SessionCache cache;
  SslSessionPtr session = MakeSession();
  const ssl_session_st* raw = session.get();
  cache.Put("a:443", std::move(session));

  EXPECT_EQ(cache.Find("a:443"), raw);
  EXPECT_EQ(cache.Find("b:443"), nullptr);
}

TEST(SessionCache, KeepsTheNewestOfAKey) {
  SessionCache cache;
  cache.Put("a:443", MakeSession());
  SslSessionPtr newer = MakeSession();
  const ssl_session_st* raw = newer.get();
  cache.Put("a:443", std::move(newer));

  EXPECT_EQ(cache.Find("a:443"), raw);
  EXPECT_EQ(cache.size(), 1U);
}

TEST(SessionCache, ForgetsTheOneUsedLongestAgo) {
  SessionCache cache(2);
  cache.Put("a", MakeSession());
  cache.Put("b", MakeSession());
  EXPECT_NE(cache.Find("a"), nullptr);
  cache.Put("c", MakeSession());

  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(cache.Find("b"), nullptr);
  EXPECT_NE(cache.Find("a"), nullptr);
  EXPECT_NE(cache.Find("c"), nullptr);
}

TEST(SessionCache, ForgetsWhatIsRemoved) {
  SessionCache cache;
  cache.Put("a", MakeSession());
  cache.Remove("a");
  cache.Remove("a");

  EXPECT_EQ(cache.Find("a"), nullptr);
}

TEST(SessionCache, MayKeepNothing) {
  SessionCache cache(0);
  cache.Put("a", MakeSession());

  EXPECT_EQ(cache.size(), 0U);
}

}  // namespace
}  // namespace osslens::tls
