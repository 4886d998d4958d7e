#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proxy/intercept/certificate_authority.h"
#include "proxy/tls/openssl_ptr.h"

namespace osslens::intercept {

// Below the 47 days that public certificates may last from 2029 on (CA/Browser Forum, Baseline Requirements 6.3.2),
// which clients may come to enforce for all; one of these days lies before the making.
constexpr std::chrono::days kLeafLife{46};

// The hosts that one leaf stands for. `names` are its alternative names; the first is the base, without a wildcard.
struct LeafNames {
  std::vector<std::string> names;
};

// Names for a leaf that `host` accepts: its parent and everything directly below that where the parent has three
// labels or more and is permitted, so that one leaf serves all buckets of a region (*.oss-cn-hangzhou.aliyuncs.com);
// otherwise the host and everything directly below it. Fails, with a sentence, on names that no certificate can hold,
// IP addresses (ErrorKind::kUnsupported for these), and hosts that `permitted` does not cover.
[[nodiscard]] Result<LeafNames> NamesFor(std::string_view host, const PermittedDomains& permitted);

struct Leaf {
  tls::CertificatePtr certificate;
  WallTime not_before, not_after;
};

// One ECDSA signature; a quarter of a millisecond. `key` is the leaf's own, never the authority's. Ends with the authority
// if that is sooner. Fails when the authority has ended.
[[nodiscard]] Result<Leaf> MakeLeaf(const CertificateAuthority& authority, const LeafNames& names,
                                    evp_pkey_st& key, WallTime now);

}  // namespace osslens::intercept
