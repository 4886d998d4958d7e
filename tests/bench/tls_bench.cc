// What a new intercepted host costs: its certificate. The yardstick is the one signature that it cannot do without.
#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <string>

#include "base/clock.h"
#include "proxy/intercept/certificate_authority.h"
#include "proxy/intercept/certificate_builder.h"
#include "proxy/intercept/leaf_cache.h"
#include "proxy/intercept/leaf_certificate.h"

namespace osslens::intercept {
namespace {

CertificateAuthority MakeAuthority() {
  return CertificateAuthority::Create(DefaultDomains(), WallNow()).value();
}

void BM_MakeLeaf(benchmark::State& state) {
  const CertificateAuthority authority = MakeAuthority();
  const tls::PkeyPtr key = MakeKey().value();
  const LeafNames names =
      NamesFor("bench.oss-cn-hangzhou.aliyuncs.com", authority.permitted()).value();
  for (auto _ : state)
    benchmark::DoNotOptimize(MakeLeaf(authority, names, *key, WallNow()).value());
}
BENCHMARK(BM_MakeLeaf);

// As a loop asks for it, each time for a host that is not in the cache.
void BM_LeafOfNewHost(benchmark::State& state) {
  const CertificateAuthority authority = MakeAuthority();
  const auto cache = LeafCache::Create(authority).value();
  size_t number = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        cache->Get("host" + std::to_string(++number) + ".aliyuncs.com", WallNow()).value());
}
BENCHMARK(BM_LeafOfNewHost);

void BM_LeafOfKnownHost(benchmark::State& state) {
  const CertificateAuthority authority = MakeAuthority();
  const auto cache = LeafCache::Create(authority).value();
  for (auto _ : state)
    benchmark::DoNotOptimize(cache->Get("bench.oss-cn-hangzhou.aliyuncs.com", WallNow()).value());
}
BENCHMARK(BM_LeafOfKnownHost);

void BM_YardstickSignP256(benchmark::State& state) {
  const tls::PkeyPtr key = MakeKey().value();
  const std::array<unsigned char, 512> text{};
  for (auto _ : state) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    std::array<unsigned char, 128> signature{};
    size_t size = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &size, text.data(), text.size()) != 1)
      state.SkipWithError("cannot sign");
    benchmark::DoNotOptimize(signature.data());
  }
}
BENCHMARK(BM_YardstickSignP256);

}  // namespace
}  // namespace osslens::intercept
