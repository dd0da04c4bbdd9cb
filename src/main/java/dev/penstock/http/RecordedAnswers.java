package dev.penstock.http;

import dev.penstock.durable.Answer;
import dev.penstock.durable.Body;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.RequestView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The recorded answers of durable requests. Used on any event loop.
 *
 * @param calls reads those of calls
 */
record RecordedAnswers(DurableRequests requests, CallResults calls) {
  static final String NO_JSON =
      "The result is large, or has no JSON form: read it in code, by Durable.result";

  /**
   * Reads the answer of a request that has ended.
   *
   * @param then gets it on the event loop of the response, and what it means if it is that of a
   *     call; a failure is answered
   */
  void read(
      RequestView view,
      MountedResponse response,
      BiConsumer<Answer, CallResults.@Nullable Result> then) {
    requests
        .answer(view.id())
        .compose(
            answer ->
                calls
                    .of(view.id(), answer)
                    .onSuccess(
                        call ->
                            response
                                .context()
                                .runOnContext(go -> then.accept(answer, call.orElse(null)))))
        .onFailure(failure -> ProblemResponse.send(response, failure));
  }

  /** Answers with the recorded answer of a request, byte for byte; with that of a call as JSON. */
  void send(RequestView view, MountedResponse response) {
    if (!view.state().ended()) {
      throw RefusedRequest.of(
          409, "The request is " + view.state().label() + "; it has no result yet");
    }
    read(
        view,
        response,
        (answer, call) ->
            requests
                .bodies()
                .check(answer.message().body())
                .onSuccess(
                    whole ->
                        response.context().runOnContext(go -> send(answer, call, view, response)))
                .onFailure(damaged -> ProblemResponse.send(response, damaged)));
  }

  private void send(
      Answer answer,
      CallResults.@Nullable Result call,
      RequestView view,
      MountedResponse response) {
    if (answer.status() == 0) {
      ProblemResponse.send(
          response,
          RefusedRequest.of(
              410,
              "The request is " + view.state().label() + " and has no result: " + answer.reason()));
    } else if (call != null) {
      send(answer, call, response);
    } else if (!response.isOver()) {
      send(answer, response);
    }
  }

  private static void send(Answer answer, CallResults.Result call, MountedResponse response) {
    String json = call.json();
    if (answer.status() >= 400) {
      ProblemResponse.send(
          response, RefusedRequest.of(answer.status(), String.valueOf(answer.reason())));
    } else if (json == null) {
      ProblemResponse.send(response, RefusedRequest.of(406, NO_JSON));
    } else if (!response.isOver()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
      response.end(Buffer.buffer(json));
    }
  }

  private void send(Answer answer, MountedResponse response) {
    response.setStatusCode(answer.status());
    for (Map.Entry<String, String> header : answer.message().headers()) {
      response.headers().add(header.getKey(), header.getValue());
    }
    if (answer.message().body() instanceof Body.InFile large) {
      response
          .sendFile(requests.bodies().path(large).toString())
          .onFailure(failure -> ProblemResponse.send(response, failure));
    } else if (answer.message().body() instanceof Body.Inline small) {
      response.end(small.bytes());
    }
  }
}
