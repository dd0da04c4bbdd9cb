package dev.penstock.node;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.durable.Answer;
import dev.penstock.durable.Body;
import dev.penstock.durable.Message;
import dev.penstock.handle.LaterCalls.Submitted;
import dev.penstock.message.RequestOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a durable call in the log, which this class owns: what the call inherits, and what
 * it failed with. Arguments and result are the bodies.
 */
final class RecordedCall {
  private static final String MODEL_ID = "model-id";
  private static final String ROUTING_KEY = "routing-key";
  private static final String TIMEOUT = "timeout-ms";
  private static final String TRACE_PARENT = "traceparent";
  private static final String TRACE_STATE = "tracestate";
  private static final String HEADER = "header:";
  private static final String MESSAGE = "message";
  private static final String RAN = "ran";
  private static final String DEPLOYMENT = "deployment";
  private static final String REPLICA = "replica";
  private static final String ERROR_ID = "error-id";
  private static final int SUCCEEDED = 200;

  private final Map<String, String> headers = new HashMap<>();

  private RecordedCall(Message message) {
    message.headers().forEach(each -> headers.put(each.getKey(), each.getValue()));
  }

  /** What a call inherits, as it was written down. */
  static RecordedCall of(Message message) {
    return new RecordedCall(message);
  }

  /** The message of a call. */
  static Message message(Submitted call, Body arguments) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    RequestOrigin origin = call.origin();
    add(headers, MODEL_ID, origin.modelId());
    add(headers, ROUTING_KEY, call.routingKey());
    add(headers, TRACE_PARENT, origin.traceparent());
    add(headers, TRACE_STATE, origin.tracestate());
    Duration timeout = call.timeout();
    add(headers, TIMEOUT, timeout == null ? null : String.valueOf(timeout.toMillis()));
    origin.headers().forEach((name, value) -> add(headers, HEADER + name, value));
    return new Message(headers, arguments);
  }

  private static void add(
      List<Map.Entry<String, String>> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.add(Map.entry(name, value));
    }
  }

  /** What an attempt inherits. */
  RequestOrigin origin(String requestId, int attempt) {
    Map<String, String> propagated = new HashMap<>();
    headers.forEach(
        (name, value) -> {
          if (name.startsWith(HEADER)) {
            propagated.put(name.substring(HEADER.length()), value);
          }
        });
    return new RequestOrigin(
        requestId,
        headers.get(TRACE_PARENT),
        headers.get(TRACE_STATE),
        headers.get(MODEL_ID),
        Map.copyOf(propagated),
        attempt);
  }

  /** The options of its attempts that they do not inherit. */
  CallOptions options() {
    CallOptions options = CallOptions.none();
    String key = headers.get(ROUTING_KEY);
    if (key != null) {
      options = options.routingKey(key);
    }
    String timeout = headers.get(TIMEOUT);
    return timeout == null
        ? options
        : options.within(Duration.ofMillis(Math.max(1, Long.parseLong(timeout))));
  }

  /** The answer of a call that has returned. */
  static Answer returned(Body result) {
    return new Answer(SUCCEEDED, null, new Message(List.of(), result));
  }

  /** Whether a call has returned with that answer. */
  static boolean hasReturned(Answer answer) {
    return answer.status() == SUCCEEDED;
  }

  /** The answer of a call that has failed; a cancelled one has none. */
  static Answer failed(CallFailedException failure) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    add(headers, Answer.FAILURE, failure.failure().name());
    add(headers, MESSAGE, failure.getMessage());
    add(headers, RAN, String.valueOf(failure.ran()));
    add(headers, DEPLOYMENT, failure.deployment().orElse(null));
    add(headers, REPLICA, failure.replica().orElse(null));
    add(headers, ERROR_ID, failure.errorId().orElse(null));
    int status = failure.failure() == Failure.CANCELLED ? 0 : failure.failure().httpStatus();
    return new Answer(status, failure.getMessage(), new Message(headers, Body.empty()));
  }

  /**
   * What a call has failed with.
   *
   * @param otherwise the failure if the answer names none that is known
   */
  static CallFailedException failure(Answer answer, Failure otherwise) {
    Map<String, String> headers = new RecordedCall(answer.message()).headers;
    Failure kind = otherwise;
    for (Failure each : Failure.values()) {
      if (each.name().equals(headers.get(Answer.FAILURE))) {
        kind = each;
      }
    }
    String message = headers.get(MESSAGE);
    return new CallFailedException(
        kind,
        message == null ? String.valueOf(answer.reason()) : message,
        Boolean.parseBoolean(headers.getOrDefault(RAN, String.valueOf(kind.ran()))),
        headers.get(DEPLOYMENT),
        headers.get(REPLICA),
        headers.get(ERROR_ID));
  }
}
