#include "app/commands/policy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "analyzers/ram_policy.h"
#include "app/captures.h"
#include "base/clock.h"
#include "store/filter.h"
#include "store/transfer/json_writer.h"
#include "web/server/api/policy_calls.h"

namespace osslens::app {
namespace {

using analyzers::RamPolicy;

void Say(store::Language language, std::string_view english, std::string_view chinese) {
  fmt::print(stderr, "osslens: {}\n", language == store::Language::kChinese ? chinese : english);
}

void PrintNotes(const RamPolicy::Notes& notes, store::Language language) {
  if (!notes.without_action.empty()) {
    const std::string names = fmt::format("{}", fmt::join(notes.without_action, ", "));
    Say(language,
        fmt::format("no action is documented for {}; grant what these need by hand", names),
        fmt::format("文档中没有 {} 对应的授权操作，请自行补充", names));
  }
  if (notes.explicitly_denied > 0) {
    Say(language,
        fmt::format("{} of these calls were refused by a Deny statement; remove that, because no "
                    "policy can allow what another denies",
                    notes.explicitly_denied),
        fmt::format("其中 {} 次调用被 Deny 语句拒绝；请先删除该语句，Deny 始终优先于 Allow",
                    notes.explicitly_denied));
  }
  if (notes.has_unknown_bucket) {
    Say(language, "put the name of the bucket in place of BUCKET; the calls do not say it",
        "请将 BUCKET 替换为存储空间的名称，调用中没有该名称");
  }
  if (notes.uses_kms) {
    Say(language,
        "objects are encrypted by KMS: kms:GenerateDataKey and kms:Decrypt on the key are needed "
        "too, and the calls do not say where the key is",
        "对象使用 KMS 加密：还需对密钥授予 kms:GenerateDataKey 和 "
        "kms:Decrypt，调用中没有密钥的资源名");
  }
  if (notes.is_widened) {
    Say(language, "there were many objects, so folders or whole buckets are allowed in their place",
        "涉及的对象较多，已用目录或整个存储空间代替");
  }
}

}  // namespace

void AddPolicyOptions(CLI::App& command, PolicyArguments& arguments) {
  command
      .add_option("--filter", arguments.filter,
                  "Of which exchanges, e.g. \"bucket:logs key:LTAI* since:1h\"")
      ->type_name("FILTER");
  command.add_flag("--denied", arguments.denied, "Only what was refused for want of a permission");
  AddCaptureOptions(command, arguments.data_dir, arguments.language);
}

Result<void> Policy(const PolicyArguments& arguments) {
  const Result<store::Filter> filter = store::ParseFilter(arguments.filter, WallNow());
  if (!filter) return Fail(ErrorKind::kInvalid, "--filter: " + filter.error().message);
  Result<Captures> captures = OpenCaptures(arguments.data_dir);
  if (!captures) return tl::unexpected(captures.error());
  RamPolicy policy(arguments.denied ? RamPolicy::Scope::kDeniedCalls : RamPolicy::Scope::kAllCalls);
  const auto read =
      web::AddToPolicy(captures->reader, *filter, std::numeric_limits<int64_t>::max(), policy);
  if (!read) return tl::unexpected(read.error());
  const RamPolicy::Notes notes = policy.notes();
  if (notes.calls == 0) {
    return Fail(ErrorKind::kNotFound,
                arguments.denied
                    ? "no captured call was refused for want of a permission; see all with "
                      "osslens list"
                    : "no captured call is a signed call of OSS; see all with osslens list");
  }
  store::JsonWriter json;
  web::WritePolicy(policy, json);
  fmt::print("{}\n", nlohmann::ordered_json::parse(json.text()).dump(2));
  const store::Language language = LanguageOf(arguments.language);
  PrintNotes(notes, language);
  if (json.text().size() > web::kLongestPolicy) {
    Say(language,
        "RAM takes 6144 characters at most; make several policies with --filter bucket:NAME",
        "RAM 策略最多 6144 个字符；请用 --filter bucket:NAME 分成多个策略");
  }
  return {};
}

}  // namespace osslens::app
