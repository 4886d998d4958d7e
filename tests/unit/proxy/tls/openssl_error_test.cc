#include "proxy/tls/openssl_error.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <cerrno>

namespace osslens::tls {
namespace {

TEST(OpensslError, NamesEveryReasonOldestFirstAndEmptiesTheQueue) {
  ClearOpensslErrors();
  ERR_raise(ERR_LIB_USER, ERR_R_MALLOC_FAILURE);
  ERR_raise(ERR_LIB_USER, ERR_R_PASSED_NULL_PARAMETER);

  EXPECT_EQ(TakeOpensslErrors(), "malloc failure; passed a null parameter");
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(OpensslError, NamesAFailedSystemCall) {
  ClearOpensslErrors();
  ERR_raise(ERR_LIB_SYS, ENOENT);

  EXPECT_NE(TakeOpensslErrors().find("system library"), std::string::npos);
}

TEST(OpensslError, SaysSoWhenThereIsNone) {
  ClearOpensslErrors();

  EXPECT_EQ(TakeOpensslErrors(), "no reason given");
}

TEST(OpensslError, ForgetsWhatIsCleared) {
  ERR_raise(ERR_LIB_USER, ERR_R_MALLOC_FAILURE);

  ClearOpensslErrors();

  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace osslens::tls
