#include "app/callback/fetched_keys.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "app/small_file.h"

namespace osslens::app {
namespace {

constexpr const char* kCommonUrl = "http://gosspublic.alicdn.com/callback_pub_key_v1.pem";
constexpr const char* kBeingFetched = "the key is being fetched; look again in a moment";

std::string Pem() {
  return ReadSmallFile(OSSLENS_FIXTURES "/rules/callback-signature-invalid/miss-valid/key.pem",
                       10'000)
      .value();
}

// The clock of the keys under test.
SteadyTime now_of_test{};
SteadyTime NowOfTest() noexcept { return now_of_test; }

// A host whose answers the test gives one by one, in the order in which they are asked for.
class Host {
 public:
  FetchedCallbackKeys::Fetch fetch() {
    return [this](const std::string& path, const std::stop_token& stop) {
      std::unique_lock lock(mutex_);
      asked_.push_back(path);
      changed_.notify_all();
      if (!changed_.wait(lock, stop, [this] { return !answers_.empty(); }))
        return Result<std::string>(Fail(ErrorKind::kUnavailable, "stopped"));
      Result<std::string> answer = std::move(answers_.front());
      answers_.erase(answers_.begin());
      return answer;
    };
  }
  void Answer(Result<std::string> answer) {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::move(answer));
    changed_.notify_all();
  }
  std::vector<std::string> WaitUntilAsked(size_t times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return asked_.size() >= times; });
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::string> asked_;
  std::vector<Result<std::string>> answers_;
};

// What Find() says when it no longer says that the key is on its way.
Result<oss::CallbackKey> WaitFor(FetchedCallbackKeys& keys, const std::string& url) {
  Result<oss::CallbackKey> key = keys.Find(url);
  while (!key && key.error().message == kBeingFetched) {
    std::this_thread::yield();
    key = keys.Find(url);
  }
  return key;
}

TEST(FetchedCallbackKeys, FetchesTheCommonKeyAtOnceAndOnlyOnce) {
  Host host;
  FetchedCallbackKeys keys(host.fetch());
  EXPECT_EQ(host.WaitUntilAsked(1), std::vector<std::string>{"/callback_pub_key_v1.pem"});
  EXPECT_EQ(keys.Find(kCommonUrl).error().message, kBeingFetched);
  host.Answer(Pem());
  EXPECT_TRUE(WaitFor(keys, kCommonUrl));
  EXPECT_TRUE(keys.Find("https://gosspublic.alicdn.com/callback_pub_key_v1.pem"));
  EXPECT_EQ(host.WaitUntilAsked(1).size(), 1U);
}

TEST(FetchedCallbackKeys, FetchesAnotherKeyWhenACallNamesIt) {
  Host host;
  FetchedCallbackKeys keys(host.fetch());
  host.Answer(Pem());
  EXPECT_EQ(keys.Find("http://gosspublic.alicdn.com/v2/key.pem").error().message, kBeingFetched);
  EXPECT_EQ(host.WaitUntilAsked(2).back(), "/v2/key.pem");
  host.Answer(Pem());
  EXPECT_TRUE(WaitFor(keys, "http://gosspublic.alicdn.com/v2/key.pem"));
}

TEST(FetchedCallbackKeys, FetchesFromNoOtherAddress) {
  Host host;
  FetchedCallbackKeys keys(host.fetch());
  host.Answer(Pem());
  ASSERT_TRUE(WaitFor(keys, kCommonUrl));
  for (const std::string& url :
       {std::string("http://evil.example/k.pem"), std::string("http://gosspublic.alicdn.com/k?x=1"),
        std::string("http://gosspublic.alicdn.com/../k"),
        std::string("http://gosspublic.alicdn.com/k\r\nX: y"),
        "http://gosspublic.alicdn.com/" + std::string(200, 'a')}) {
    EXPECT_EQ(keys.Find(url).error().message, "osslens fetches no key from an address of this form")
        << url;
  }
  EXPECT_EQ(host.WaitUntilAsked(1).size(), 1U);
  // The longest path has 200 bytes with its slash.
  const std::string longest = "http://gosspublic.alicdn.com/" + std::string(199, 'a');
  EXPECT_EQ(keys.Find(longest).error().message, kBeingFetched);
}

TEST(FetchedCallbackKeys, SaysWhyThereIsNoneAndTriesAgainAfterAMinute) {
  now_of_test = SteadyTime{};
  Host host;
  FetchedCallbackKeys keys(host.fetch(), &NowOfTest);
  host.Answer(Fail(ErrorKind::kUnavailable, "nobody answers"));
  EXPECT_EQ(WaitFor(keys, kCommonUrl).error().message,
            "the key could not be fetched: nobody answers");
  now_of_test += std::chrono::seconds(59);
  EXPECT_EQ(keys.Find(kCommonUrl).error().message, "the key could not be fetched: nobody answers");
  now_of_test += std::chrono::seconds(1);
  EXPECT_EQ(keys.Find(kCommonUrl).error().message, kBeingFetched);
  host.Answer(std::string("<html>"));
  EXPECT_EQ(
      WaitFor(keys, kCommonUrl).error().message,
      "the key could not be fetched: the key is no public key in PEM form (BEGIN PUBLIC KEY)");
}

TEST(FetchedCallbackKeys, IsNoWayToFetchWithoutEnd) {
  Host host;
  FetchedCallbackKeys keys(host.fetch());
  for (int i = 0; i < 15; ++i) {
    EXPECT_EQ(keys.Find("http://gosspublic.alicdn.com/" + std::to_string(i)).error().message,
              kBeingFetched);
  }
  EXPECT_EQ(keys.Find("http://gosspublic.alicdn.com/more").error().message,
            "osslens fetches 16 keys and no more");
  EXPECT_EQ(keys.Find(kCommonUrl).error().message, kBeingFetched);
}

TEST(FetchedCallbackKeys, GivesUpWhatFailedWhenThereAreManyAddresses) {
  now_of_test = SteadyTime{};
  Host host;
  FetchedCallbackKeys keys(host.fetch(), &NowOfTest);
  host.Answer(Fail(ErrorKind::kUnavailable, "nobody answers"));
  ASSERT_FALSE(WaitFor(keys, kCommonUrl));
  for (int i = 0; i < 15; ++i) {
    static_cast<void>(keys.Find("http://gosspublic.alicdn.com/" + std::to_string(i)));
  }
  now_of_test += std::chrono::seconds(59);
  EXPECT_EQ(keys.Find("http://gosspublic.alicdn.com/more").error().message,
            "osslens fetches 16 keys and no more");
  now_of_test += std::chrono::seconds(1);
  EXPECT_EQ(keys.Find("http://gosspublic.alicdn.com/more").error().message, kBeingFetched);
}

TEST(FetchedCallbackKeys, EndsWhileAFetchIsUnderWay) {
  Host host;
  {
    FetchedCallbackKeys keys(host.fetch());
    host.WaitUntilAsked(1);
  }
  EXPECT_EQ(host.WaitUntilAsked(1).size(), 1U);
}

}  // namespace
}  // namespace osslens::app
