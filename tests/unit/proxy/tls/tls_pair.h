#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "proxy/tls/tls_engine.h"
#include "tests/support/test_ca.h"

namespace osslens::tls {

// A file that is gone when the test is.
class ScratchFile {
 public:
  ScratchFile() {
    std::string name = (std::filesystem::temp_directory_path() / "osslens-tls-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    if (descriptor >= 0) close(descriptor);
    path_ = name;
  }
  ~ScratchFile() { std::filesystem::remove(path_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// One engine with what it has said and heard.
struct End {
  std::unique_ptr<TlsEngine> engine;
  std::string heard;  // plaintext
  std::string wire;   // ciphertext that the other end has not seen

  void Collect(TlsOutput& out) {
    heard.append(out.plaintext());
    wire.append(out.ciphertext);
    out.Clear();
  }
};

// Two engines, wired to each other by hand.
class TlsPairTest : public testing::Test {
 protected:
  static constexpr const char* kName = "b.oss-cn-hangzhou.aliyuncs.com";

  TlsPairTest() : server_context_(std::move(ServerContext::Create().value())) {
    ca_.WriteTo(ca_file_.path());
    client_context_.emplace(
        std::move(ClientContext::Create({.extra_ca_file = ca_file_.path()}).value()));
  }

  // New engines; sessions and contexts stay.
  void Begin(const test::CertificateWish& wish = {.names = {kName}}) { Begin(ca_.Issue(wish)); }
  void Begin(const ServerIdentity& identity) {
    server_ = {std::move(TlsEngine::ForServer(server_context_, identity).value()), {}, {}};
    client_ = {
        std::move(TlsEngine::ForClient(*client_context_, name_, name_ + ":443", sessions_).value()),
        {},
        {}};
    client_.engine->Start(out_);
    client_.Collect(out_);
  }

  void Pass(End& from, End& to, size_t piece_bytes = std::string::npos) {
    std::string wire = std::exchange(from.wire, {});
    for (std::string_view rest = wire; !rest.empty();) {
      const std::string_view piece = rest.substr(0, piece_bytes);
      to.engine->Feed(piece, out_);
      to.Collect(out_);
      rest.remove_prefix(piece.size());
    }
  }
  // Until neither has anything more to say.
  void Shuttle(size_t piece_bytes = std::string::npos) {
    while (!client_.wire.empty() || !server_.wire.empty()) {
      Pass(client_, server_, piece_bytes);
      Pass(server_, client_, piece_bytes);
    }
  }
  void Say(End& from, std::string_view text) {
    from.engine->Write(text, out_);
    from.Collect(out_);
  }
  void Close(End& end) {
    end.engine->Close(out_);
    end.Collect(out_);
  }

  test::TestCa ca_;
  ScratchFile ca_file_;
  ServerContext server_context_;
  std::optional<ClientContext> client_context_;
  SessionCache sessions_;
  std::string name_ = kName;
  TlsOutput out_;
  End server_, client_;
};

}  // namespace osslens::tls
