package dev.penstock.http;

import dev.penstock.durable.Answer;
import dev.penstock.durable.Body;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.RequestView;
import java.util.Map;

/** Answers with the recorded answer of a durable request, byte for byte. */
final class RecordedAnswer {
  private final DurableRequests requests;
  private final RequestView view;
  private final MountedResponse response;

  RecordedAnswer(DurableRequests requests, RequestView view, MountedResponse response) {
    this.requests = requests;
    this.view = view;
    this.response = response;
  }

  void send() {
    if (!view.state().ended()) {
      throw RefusedRequest.of(
          409, "The request is " + view.state().label() + "; it has no result yet");
    }
    requests
        .answer(view.id())
        .onComplete(
            read ->
                response
                    .context()
                    .runOnContext(
                        go -> {
                          if (read.failed()) {
                            ProblemResponse.send(response, read.cause());
                          } else {
                            send(read.result());
                          }
                        }));
  }

  private void send(Answer answer) {
    if (answer.status() == 0) {
      ProblemResponse.send(
          response,
          RefusedRequest.of(
              410,
              "The request is " + view.state().label() + " and has no result: " + answer.reason()));
      return;
    }
    if (response.isOver()) {
      return;
    }
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
