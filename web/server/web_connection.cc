#include "web/server/web_connection.h"

#include <array>
#include <utility>
#include <variant>

#include "store/transfer/json_writer.h"
#include "web/server/guard.h"

namespace osslens::web {
namespace {

// One call on its way to a worker thread and back.
struct Call {
  const Route* route = nullptr;
  PathValues path;
  Request request;
  std::optional<Response> response;
};

Result<void> RunCall(Call& call, const ApiParts& parts, store::ExchangeReader& reader) {
  ApiContext context{.parts = parts, .reader = &reader, .now = WallNow()};
  call.response = call.route->handler(call.request, call.path, context);
  // Tells the pool to open its reader anew; the client gets the response that is there.
  if (call.response->status == 500) return Fail(ErrorKind::kIo, "a call failed");
  return {};
}

Response ReplayedResponse(int64_t id) {
  store::JsonWriter json;
  json.BeginObject().Key("id").Number(id).EndObject();
  return JsonResponse(json.Take());
}

}  // namespace

WebConnection::WebConnection(ConnectionHost& host, std::unique_ptr<net::TcpStream> stream)
    : host_(host),
      stream_(std::move(stream)),
      timer_(stream_->loop(), [this] { HandleDeadline(); }),
      reader_(host.settings().limits.request,
              [this](const Request& request) { return takes_body(request); }) {
  stream_->set_listener(this);
  stream_->StartReading();
  SetDeadline();
}

WebConnection::~WebConnection() {
  if (replay_) host_.replays().Forget(*replay_);
}

// Asked before the body is there: who may not make the call does not get to fill memory either.
bool WebConnection::takes_body(const Request& request) const {
  const ServerSettings& settings = host_.settings();
  const RouteMatch match = FindRoute(settings.routes, request);
  return match.route != nullptr && match.route->takes_body &&
         may_change(request, settings.parts->token) && !CheckRequest(request, settings.guard);
}

void WebConnection::OnData(std::string_view bytes) {
  if (state_ == State::kFollowing) return;  // nothing that a client could say matters any more
  input_.append(bytes);
  Advance();
  Settle();
}

void WebConnection::OnEnd() {
  keep_alive_ = false;
  if (state_ == State::kReading || state_ == State::kFollowing) Close();
  Settle();
}

void WebConnection::OnError(const net::NetError&) {
  state_ = State::kClosed;
  Settle();
}

void WebConnection::OnDrained() {
  if (state_ == State::kStreaming && !job_) RequestPiece();
  if (events_) events_->Resume();
  Advance();
  Settle();
}

// Answers one request after the other, as far as answers need no waiting and the client takes them.
void WebConnection::Advance() {
  while (state_ == State::kReading && !stream_->is_above_high_water()) {
    std::string_view rest = input_;
    RequestReader::Outcome outcome = reader_.Read(rest);
    input_.erase(0, input_.size() - rest.size());
    if (std::holds_alternative<std::monostate>(outcome)) return;
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
      is_head_ = false;
      keep_alive_ = false;
      return Send(ErrorResponse(refusal->status, refusal->message));
    }
    Handle(std::get<Request>(std::move(outcome)));
  }
}

void WebConnection::Handle(Request request) {
  const ServerSettings& settings = host_.settings();
  deadline_ = Deadline::kNone;  // the limit of this request is not that of the next
  is_head_ = request.method == "HEAD";
  keep_alive_ = request.keep_alive && !stream_->has_ended();
  stream_framing_ = request.minor_version == 0 ? BodyFraming::kUntilClose : BodyFraming::kChunked;
  if (auto refusal = CheckRequest(request, settings.guard)) return Send(*std::move(refusal));
  const bool may_be_asset = is_head_ || request.method == "GET";
  if (const Asset* asset = FindAsset(settings.assets, request.path); asset && may_be_asset) {
    return Send(ServeAsset(*asset, request));
  }
  RouteMatch match = FindRoute(settings.routes, request);
  if (match.route == nullptr) return Send(std::move(match.refusal));
  if (match.route->runs_on == RunsOn::kWorker) return StartCall(match, std::move(request));
  ApiContext context{.parts = *settings.parts, .reader = nullptr, .now = WallNow()};
  Send(match.route->handler(request, match.path, context));
}

void WebConnection::StartCall(const RouteMatch& match, Request request) {
  state_ = State::kWorking;
  const auto call = std::make_shared<Call>(Call{match.route, match.path, std::move(request), {}});
  const ApiParts& parts = *host_.settings().parts;
  job_ = host_.readers().Run(
      [call, &parts](store::ExchangeReader& reader) { return RunCall(*call, parts, reader); },
      [this, call](const Result<void>& outcome) {
        job_.reset();
        if (call->response && call->response->replay) {
          StartReplay(std::move(*call->response->replay));
          return Settle();
        }
        state_ = State::kReading;
        Send(call->response ? *std::move(call->response) : ErrorResponse(outcome.error()));
        Advance();
        Settle();
      });
}

// Sending waits for a server, and the answer for the store: no thread waits with them.
void WebConnection::StartReplay(ReplayOrder order) {
  const Result<uint64_t> ticket =
      host_.replays().Begin(std::move(order), [this](const Result<int64_t>& id) {
        replay_.reset();
        state_ = State::kReading;
        Send(id ? ReplayedResponse(*id) : ErrorResponse(id.error()));
        Advance();
        Settle();
      });
  if (ticket) {
    replay_ = *ticket;
    return;
  }
  state_ = State::kReading;
  Send(ErrorResponse(ticket.error()));
  Advance();
}

void WebConnection::Send(Response response) {
  if (is_head_ || response.source == nullptr) return SendNow(std::move(response));
  SendPrepared(std::make_shared<Response>(std::move(response)));
}

// Between two parts others get their turn with the readers.
void WebConnection::SendPrepared(const std::shared_ptr<Response>& response) {
  state_ = State::kWorking;
  const auto is_ready = std::make_shared<bool>(false);
  job_ = host_.readers().Run(
      [source = response->source, is_ready](store::ExchangeReader&) -> Result<void> {
        auto prepared = source->Prepare();
        if (!prepared) return tl::unexpected(std::move(prepared.error()));
        *is_ready = *prepared;
        return {};
      },
      [this, response, is_ready](const Result<void>& outcome) {
        job_.reset();
        if (outcome && !*is_ready) return SendPrepared(response);
        state_ = State::kReading;
        SendNow(outcome ? std::move(*response) : ErrorResponse(outcome.error()));
        Advance();
        Settle();
      });
}

void WebConnection::SendNow(Response response) {
  BodyFraming framing = BodyFraming::kLength;
  if (response.is_stream()) {
    // Events end with the connection only.
    framing = response.subscription ? BodyFraming::kUntilClose : stream_framing_;
    if (framing == BodyFraming::kUntilClose) keep_alive_ = false;
  }
  const std::string head = EncodeHead(response, framing, keep_alive_);
  const std::array<std::string_view, 2> parts{head,
                                              is_head_ ? std::string_view() : response.content()};
  stream_->Write(parts);
  if (is_head_ || !response.is_stream()) return EndResponse();
  if (response.subscription) {
    state_ = State::kFollowing;
    events_.emplace(*stream_, host_.events(), host_.readers(), host_.settings().parts->catalogue,
                    *response.subscription);
    return;
  }
  state_ = State::kStreaming;
  source_ = std::move(response.source);
  RequestPiece();
}

void WebConnection::EndResponse() {
  source_.reset();
  state_ = State::kReading;
  if (!keep_alive_) Close();
}

void WebConnection::RequestPiece() {
  const auto piece = std::make_shared<std::string>();
  job_ = host_.readers().Run(
      [source = source_, piece](store::ExchangeReader&) -> Result<void> {
        auto next = source->Next();
        if (!next) return tl::unexpected(std::move(next.error()));
        *piece = std::move(*next);
        return {};
      },
      [this, piece](const Result<void>& outcome) {
        job_.reset();
        HandlePiece(outcome, *piece);
        Settle();
      });
}

void WebConnection::HandlePiece(const Result<void>& outcome, std::string_view piece) {
  if (!outcome) {
    // The status has been sent; a connection that breaks is the only sign left that the body is not whole.
    stream_->Reset();
    state_ = State::kClosed;
    return;
  }
  const bool is_chunked = stream_framing_ == BodyFraming::kChunked;
  if (piece.empty()) {
    if (is_chunked) stream_->Write(kLastChunk);
    EndResponse();
    return Advance();
  }
  if (is_chunked) {
    stream_->Write(EncodeChunk(piece));
  } else {
    stream_->Write(piece);
  }
  if (!stream_->is_above_high_water()) RequestPiece();
}

void WebConnection::HandleDeadline() {
  const Deadline reached = std::exchange(deadline_, Deadline::kNone);
  if (reached == Deadline::kWrite) {
    const size_t queued_bytes = stream_->queued_bytes();
    if (queued_bytes != 0 && queued_bytes == queued_bytes_at_deadline_) {
      stream_->Reset();
      state_ = State::kClosed;
    }
  } else {
    Close();
  }
  Settle();
}

// One timer serves all limits. That of a request is not put off by further bytes of it.
void WebConnection::SetDeadline() {
  const ServerLimits& limits = host_.settings().limits;
  Deadline wanted = Deadline::kNone;
  std::chrono::milliseconds limit{0};
  if (stream_->queued_bytes() != 0) {
    wanted = Deadline::kWrite;
    limit = limits.write_limit;
  } else if (state_ == State::kReading) {
    const bool is_idle = input_.empty() && reader_.is_idle();
    wanted = is_idle ? Deadline::kIdle : Deadline::kRequest;
    limit = is_idle ? limits.idle_limit : limits.request_limit;
  }
  if (wanted == deadline_) return;
  deadline_ = wanted;
  queued_bytes_at_deadline_ = stream_->queued_bytes();
  if (wanted == Deadline::kNone) return timer_.Stop();
  timer_.Start(limit);
}

void WebConnection::Close() {
  events_.reset();
  net::TcpStream::FinishAndClose(std::move(stream_), host_.settings().limits.linger_limit);
  state_ = State::kClosed;
}

// The last thing that every callback does: nothing of this may be touched after it.
void WebConnection::Settle() {
  if (state_ == State::kClosed) return host_.Remove(*this);
  const bool wants_input = state_ == State::kReading || state_ == State::kFollowing;
  if (wants_input && !stream_->is_above_high_water()) {
    stream_->StartReading();
  } else {
    stream_->StopReading();
  }
  SetDeadline();
}

}  // namespace osslens::web
