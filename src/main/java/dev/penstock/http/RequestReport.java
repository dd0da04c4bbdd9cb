package dev.penstock.http;

import dev.penstock.durable.Answer;
import dev.penstock.durable.Body;
import dev.penstock.durable.RequestState;
import dev.penstock.durable.RequestView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is told of a durable request, as JSON. */
final class RequestReport {
  private RequestReport() {}

  /** Answers with what is known of a request, and with its result if it has one. */
  static void send(RecordedAnswers answers, RequestView view, MountedResponse response) {
    JsonObject report = of(view);
    if (!view.state().ended()) {
      RequestRoutes.send(response, 200, report);
      return;
    }
    answers.read(
        view,
        response,
        (answer, call) -> {
          add(answer, call, view, report);
          RequestRoutes.send(response, 200, report);
        });
  }

  /** Without its result. */
  static JsonObject of(RequestView view) {
    JsonObject report =
        new JsonObject()
            .put("id", view.id().toString())
            .put("application", view.application())
            .put("state", view.state().label())
            .put("attempts", view.attempts());
    RequestView.Progress progress = view.progress();
    if (progress != null) {
      report.put(
          "progress",
          new JsonObject().put("fraction", progress.fraction()).put("note", progress.note()));
    }
    report.put("acceptedAt", Instant.ofEpochMilli(view.acceptedMillis()).toString());
    if (view.endedMillis() > 0) {
      report.put("endedAt", Instant.ofEpochMilli(view.endedMillis()).toString());
    }
    return report;
  }

  private static void add(
      Answer answer, CallResults.@Nullable Result call, RequestView view, JsonObject report) {
    if (call != null) {
      report.put("call", call.call());
      if (view.state() == RequestState.SUCCEEDED) {
        report.put("result", result(answer, call, view));
      }
    } else if (answer.status() > 0) {
      report.put("result", result(answer, view));
    }
    if (view.state() != RequestState.SUCCEEDED) {
      report.put(
          "problem",
          new JsonObject()
              .put("type", "about:blank")
              .put("title", view.state() == RequestState.FAILED ? "Failed" : "Cancelled")
              .put("detail", answer.reason()));
    }
  }

  private static JsonObject result(Answer answer, CallResults.Result call, RequestView view) {
    String json = call.json();
    return json == null
        ? new JsonObject()
            .put("bytes", answer.message().body().length())
            .put("detail", RecordedAnswers.NO_JSON)
        : new JsonObject()
            .put("body", Json.decodeValue(json))
            .put("location", RequestRoutes.PREFIX + view.id() + "/result");
  }

  private static JsonObject result(Answer answer, RequestView view) {
    JsonObject headers = new JsonObject();
    for (Map.Entry<String, String> header : answer.message().headers()) {
      headers.put(header.getKey(), header.getValue());
    }
    JsonObject result = new JsonObject().put("status", answer.status()).put("headers", headers);
    String type = String.valueOf(headers.getString(HttpHeaders.CONTENT_TYPE.toString()));
    if (!(answer.message().body() instanceof Body.Inline small)
        || !addBody(small.bytes(), type.toLowerCase(Locale.ROOT), result)) {
      result.put("bytes", answer.message().body().length());
    }
    return result.put("location", RequestRoutes.PREFIX + view.id() + "/result");
  }

  /** Adds a body that is text, or JSON; false if it is neither. */
  private static boolean addBody(Buffer bytes, String type, JsonObject result) {
    try {
      if (type.startsWith("application/json") || type.contains("+json")) {
        result.put("body", Json.decodeValue(bytes));
        return true;
      }
      if (type.startsWith("text/")) {
        result.put("body", text(bytes));
        return true;
      }
    } catch (DecodeException | CharacterCodingException e) {
      return false; // It says what it is not.
    }
    return false;
  }

  private static String text(Buffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes())).toString();
  }
}
