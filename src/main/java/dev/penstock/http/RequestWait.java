package dev.penstock.http;

import dev.penstock.config.DurationText;
import dev.penstock.durable.RequestId;
import dev.penstock.durable.RequestView;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells of a durable request when it has ended, or when the client has waited long enough. */
final class RequestWait extends RequestWatch {
  private final RecordedAnswers answers;
  private final Duration longest;
  private long timer;

  RequestWait(RecordedAnswers answers, RequestId id, MountedResponse response, Duration longest) {
    super(answers.requests(), id, response);
    this.answers = answers;
    this.longest = longest;
  }

  /**
   * How long a client wants to wait.
   *
   * @param written such as {@code 30s}; null if it does not
   * @throws RefusedRequest 400
   */
  static Duration parse(@Nullable String written, Duration most) {
    if (written == null) {
      return Duration.ZERO;
    }
    Duration wanted =
        DurationText.parse(written)
            .orElseThrow(
                () ->
                    RefusedRequest.badRequest(
                        "wait must be a time such as 30s, was '" + written + "'"));
    return wanted.compareTo(most) < 0 ? wanted : most;
  }

  @Override
  void begin() {
    timer = response.context().setTimer(Math.max(1, longest.toMillis()), fired -> end());
  }

  @Override
  void onChange(Optional<RequestView> view) {
    if (view.isEmpty() || view.get().state().ended()) {
      onEnd(view);
    }
  }

  @Override
  void onEnd(Optional<RequestView> view) {
    finish();
    if (view.isPresent()) {
      RequestReport.send(answers, view.get(), response);
    } else {
      ProblemResponse.send(response, RefusedRequest.notFound("The request is kept no longer"));
    }
  }

  @Override
  void onFinished() {
    response.context().owner().cancelTimer(timer);
  }
}
