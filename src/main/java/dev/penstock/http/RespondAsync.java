package dev.penstock.http;

import dev.penstock.durable.Body;
import dev.penstock.durable.BodyFiles;
import dev.penstock.durable.BodyRecorder;
import dev.penstock.durable.DiskFullException;
import dev.penstock.durable.DurablePolicy;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.Message;
import dev.penstock.durable.NewRequest;
import dev.penstock.durable.RequestId;
import dev.penstock.durable.TooManyPendingException;
import dev.penstock.metrics.DurableMeters;
import io.netty.util.AsciiString;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts requests that are to be answered later, with header {@code Prefer: respond-async} (RFC
 * 7240): records them as they came, and answers 202 once that is durable. Used on any event loop.
 */
public final class RespondAsync {
  private static final Logger LOG = LoggerFactory.getLogger(RespondAsync.class);
  private static final CharSequence PREFER = AsciiString.cached("prefer");
  private static final CharSequence PREFERENCE_APPLIED = AsciiString.cached("preference-applied");
  private static final CharSequence IDEMPOTENCY_KEY = AsciiString.cached("idempotency-key");
  private static final String PREFERENCE = "respond-async";
  private static final int LONGEST_KEY = 256;

  /** They belong to the connection, or have had their effect when the request is recorded. */
  private static final Set<String> NOT_RECORDED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "idempotency-key",
          "keep-alive",
          "prefer",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "x-penstock-attempt",
          "x-request-id",
          "x-request-timeout-ms");

  private final Vertx vertx;
  private final String application;
  private final DurableRequests requests;
  private final DurablePolicy policy;
  private final DurableMeters meters;

  /**
   * Accepts the requests of an application that has a policy.
   *
   * @param meters count them
   */
  public RespondAsync(
      Vertx vertx, String application, DurableRequests requests, DurableMeters meters) {
    this.meters = meters;
    this.vertx = vertx;
    this.application = application;
    this.requests = requests;
    this.policy = requests.policy(application).orElseThrow();
  }

  /** Whether the client wants its answer later. */
  static boolean isWanted(HttpServerRequest request) {
    if (!request.headers().contains(PREFER) || !request.method().equals(HttpMethod.POST)) {
      return false;
    }
    for (String line : request.headers().getAll(PREFER)) {
      for (String preference : line.split(",", -1)) {
        String name = preference.split("[;=]", 2)[0].trim();
        if (name.equalsIgnoreCase(PREFERENCE)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Accepts a request, or says why not. */
  void accept(MountedRequest request) {
    MountedResponse response = request.mountedResponse();
    String target = response.request().uri();
    String key = key(request.headers().get(IDEMPOTENCY_KEY));
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : request.headers()) {
      if (!NOT_RECORDED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        headers.add(Map.entry(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
      }
    }
    body(request, response.bodyLength())
        .compose(
            body ->
                accept(
                    new NewRequest(
                        application,
                        request.method().name(),
                        target,
                        key,
                        new Message(headers, body))))
        .onSuccess(id -> request.context().runOnContext(go -> tell(response, id)))
        .onFailure(failure -> ProblemResponse.send(response, refusal(failure)));
  }

  private Future<RequestId> accept(NewRequest request) {
    long begun = System.nanoTime();
    return requests
        .accept(request)
        .onSuccess(id -> meters.recordAccepted(application, System.nanoTime() - begun));
  }

  private static @Nullable String key(@Nullable String written) {
    if (written == null) {
      return null;
    }
    String key = written.trim();
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw RefusedRequest.badRequest(
          "Idempotency-Key must have 1 to %d characters, had %d"
              .formatted(LONGEST_KEY, key.length()));
    }
    return key;
  }

  private Future<? extends Body> body(MountedRequest request, long length) {
    if (length == 0) {
      return Future.succeededFuture(Body.empty());
    }
    if (length != BodyLength.UNKNOWN && length < BodyFiles.FROM_BYTES) {
      return request.body().map(Body.Inline::new);
    }
    return BodyRecorder.record(vertx, requests.bodies(), request, policy.onDisk());
  }

  private static void tell(MountedResponse response, RequestId id) {
    if (response.isOver()) {
      return;
    }
    String location = RequestRoutes.PREFIX + id;
    response.setStatusCode(202);
    response.putHeader(HttpHeaders.LOCATION, location);
    response.putHeader(PREFERENCE_APPLIED, PREFERENCE);
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    response.end(new JsonObject().put("id", id.toString()).put("location", location).toBuffer());
  }

  private static Throwable refusal(Throwable failure) {
    if (failure instanceof DiskFullException) {
      return RefusedRequest.of(507, "There is no room on the disk for requests to be done later");
    }
    if (failure instanceof TooManyPendingException full) {
      return RefusedRequest.unavailable(String.valueOf(full.getMessage()));
    }
    if (failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof FileSystemException) {
      LOG.error("a request could not be written to its log", failure);
      return RefusedRequest.unavailable("Requests to be done later cannot be written down now");
    }
    return failure;
  }
}
