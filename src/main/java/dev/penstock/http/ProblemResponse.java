package dev.penstock.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.UserFailure;
import dev.penstock.message.JsonValues;
import dev.penstock.message.RequestIds;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooLongFormFieldException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooManyFormFieldsException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.HttpException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Error responses: the one place that gives a failure its status and its {@code
 * application/problem+json} (RFC 9457). Bodies carry words for the client, the request id and the
 * error id, never a stack.
 */
final class ProblemResponse {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemResponse.class);

  private static final String TYPE = "application/problem+json";

  /** What a client is told. */
  private record Told(int status, @Nullable String detail, @Nullable String errorId) {}

  private ProblemResponse() {}

  /** Answers with a failure; nothing if there is nobody to answer any more. */
  static void send(MountedResponse response, Throwable failure) {
    send(response, 500, failure);
  }

  /**
   * Answers with a failure of a route.
   *
   * @param status what the route, or Vert.x Web for it, wants; a failure that knows better wins
   *     over 500 and over what is no error
   */
  static void send(MountedResponse response, int status, @Nullable Throwable failure) {
    if (!response.loop().isCurrent()) {
      // A route may fail on any thread; its deadline may be ending it now.
      response.request().context().runOnContext(go -> send(response, status, failure));
      return;
    }
    if (response.isOver()
        || failure instanceof HttpClosedException
        || ConnectionWatch.of(response.request().connection()).isBreak(failure)) {
      return;
    }
    Told told = tell(response, status, failure);
    send(response, told, failure instanceof RefusedRequest refused ? refused.hint() : null);
  }

  /** Answers a request whose deadline is past. */
  static void timedOut(MountedResponse response) {
    response.giveUp();
    send(response, new Told(504, "No answer within the request's timeout", null), null);
  }

  /** Answers a request that nobody will read to its end, and closes its connection. */
  static void refuseAndClose(MountedResponse response, RefusedRequest refusal) {
    response.closeAfterwards();
    response.giveUp();
    send(response, refusal);
  }

  /**
   * Whether an empty response was one that Vert.x Web's router makes for a wrong method or content
   * type, and has got a problem body now. Only there is what it computed for {@code Allow} and
   * {@code Accept}: handlers for these statuses do not see it.
   */
  static boolean completes(MountedResponse response) {
    int status = response.getStatusCode();
    if (status == 405) {
      String allow = response.headers().get(HttpHeaders.ALLOW);
      if (allow != null) {
        RefusedRequest refusal = RefusedRequest.wrongMethod(response.request().method(), allow);
        return send(response, new Told(405, refusal.getMessage(), null), refusal.hint());
      }
    } else if (status == 415) {
      String accept = response.headers().get(HttpHeaders.ACCEPT);
      if (accept != null) {
        return send(
            response,
            new Told(415, "Accepted here: " + accept, null),
            new RefusedRequest.Hint(HttpHeaders.ACCEPT, accept));
      }
    }
    return false;
  }

  private static Told tell(MountedResponse response, int status, @Nullable Throwable failure) {
    // 499 stands in the log for a client that went away: nobody is there to read it.
    boolean undecided = status < 400 || status == 499 || status == 500 || status > 599;
    if (failure instanceof RefusedRequest refused) {
      return new Told(refused.status(), refused.getMessage(), null);
    }
    if (failure instanceof CallFailedException call) {
      int kind = call.failure() == Failure.CANCELLED ? 500 : call.failure().httpStatus();
      return new Told(undecided ? kind : status, call.getMessage(), call.errorId().orElse(null));
    }
    if (failure instanceof HttpException http) {
      int wanted = undecided ? http.getStatusCode() : status;
      boolean none = wanted < 400 || wanted == 499 || wanted > 599;
      return new Told(none ? 500 : wanted, http.getPayload(), null);
    }
    if (failure instanceof DecoderException) {
      return tellUndecodable(failure);
    }
    if (failure instanceof DecodeException undecodable) {
      return new Told(undecided ? 400 : status, tellNotJson(undecodable), null);
    }
    if (!undecided && (status < 500 || failure == null)) {
      return new Told(
          status, failure == null ? unexplained(response, status) : failure.getMessage(), null);
    }
    return new Told(undecided ? 500 : status, "The route failed", logged(response, failure));
  }

  private static @Nullable String unexplained(MountedResponse response, int status) {
    return switch (status) {
      case 404 -> "There is nothing at " + path(response);
      case 413 -> "The body is larger than this route takes"; // so says a body handler
      default -> null;
    };
  }

  private static String path(MountedResponse response) {
    return RequestPath.printable(response.request().path());
  }

  /** Logs what a route failed with, and gives the error id under which that was. */
  private static String logged(MountedResponse response, @Nullable Throwable failure) {
    String errorId = response.loop().newErrorId();
    // A future may end on a thread that does not know its request: tell the log which it was.
    MDC.put("requestId", response.requestId());
    LOG.error(
        "{} {} failed, errorId={}: {}",
        response.request().method(),
        path(response),
        errorId,
        failure == null ? "no cause was given" : failure.getMessage(),
        failure);
    MDC.remove("requestId");
    RouteTable.Entry owner = response.owner();
    response
        .loop()
        .failures()
        .add(
            new UserFailure(
                Instant.now(),
                owner == null ? "" : owner.publication().deployment(),
                null,
                response.request().method() + " " + path(response),
                response.requestId(),
                errorId,
                failure == null ? "The route failed" : failure.toString(),
                failure));
    return errorId;
  }

  /** What a route could not read as JSON: mostly the body, so the client may know. */
  private static String tellNotJson(DecodeException failure) {
    return failure.getCause() instanceof JsonProcessingException malformed
        ? "The body is " + JsonValues.explain(malformed)
        : String.valueOf(failure.getMessage());
  }

  /** What Netty could not read of a form: the client's doing, though it surfaces in the route. */
  private static Told tellUndecodable(Throwable failure) {
    if (failure instanceof TooLongFormFieldException) {
      return new Told(413, "A field of the form is too long", null);
    }
    if (failure instanceof TooManyFormFieldsException) {
      return new Told(413, "The form has too many fields", null);
    }
    return new Told(400, "The body cannot be decoded", null);
  }

  private static boolean send(
      MountedResponse response, Told told, RefusedRequest.@Nullable Hint hint) {
    boolean headWritten = response.headWritten();
    HttpServerResponse out = response.take();
    if (out == null) {
      if (headWritten && !response.ended()) {
        breakOff(response, told);
      }
      return false;
    }
    out.setStatusCode(told.status());
    out.putHeader(HttpHeaders.CONTENT_TYPE, TYPE);
    if (hint != null) {
      out.putHeader(hint.name(), hint.value());
    }
    if (told.status() == 503) {
      out.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    response.endTaken(body(told, response.requestId()));
    return true;
  }

  /** Ends a half-sent answer: one that cannot tell so is cut, or it were taken for a whole one. */
  private static void breakOff(MountedResponse response, Told told) {
    // Nobody waits for a client that does not read, once its time is up.
    boolean tells = !response.isGivenUp() || !response.writeQueueFull();
    if (!tells || !response.tellBreak(body(told, response.requestId()))) {
      response.cut();
    }
  }

  private static Buffer body(Told told, String requestId) {
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", HttpResponseStatus.valueOf(told.status()).reasonPhrase())
            .put("status", told.status());
    if (told.detail() != null) {
      body.put("detail", told.detail());
    }
    body.put("requestId", requestId);
    if (told.errorId() != null) {
      body.put("errorId", told.errorId());
    }
    return body.toBuffer();
  }

  /** What Netty is to send to a client whose request never came to be one. */
  static FullHttpResponse ofSlowHead() {
    String requestId = RequestIds.next();
    Told told = new Told(408, "The headers of the request did not come in time", null);
    byte[] body = body(told, requestId).getBytes();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_TIMEOUT, Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(ResponseHead.REQUEST_ID, requestId)
        .set(HttpHeaders.CONTENT_TYPE, TYPE)
        .set(HttpHeaders.CONTENT_LENGTH, body.length)
        .set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    return response;
  }
}
