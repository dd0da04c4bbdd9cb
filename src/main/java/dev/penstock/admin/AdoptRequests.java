package dev.penstock.admin;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code POST /api/logs/adopt} with {@code {"directory": "/absolute/path"}}: 200 with what
 * came of it, 409 with the reason why the log is not taken over. Confined to the listener's event
 * loop.
 */
final class AdoptRequests {
  private static final Logger LOG = LoggerFactory.getLogger(AdoptRequests.class);
  private static final int MOST_BYTES = 8 * 1024;

  private final Context context;
  private final LogAdoption adoption;

  AdoptRequests(Context context, LogAdoption adoption) {
    this.context = context;
    this.adoption = adoption;
  }

  void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!request.method().equals(HttpMethod.POST)) {
      response.putHeader(HttpHeaders.ALLOW, "POST");
      AdminRequests.problem(response, 405, "Only POST is answered here");
      return;
    }
    // No page of another site can send that without asking first, and it is not told yes.
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      AdminRequests.problem(response, 415, "Content-Type must be application/json");
      return;
    }
    if (length(request.getHeader(HttpHeaders.CONTENT_LENGTH)) > MOST_BYTES) {
      AdminRequests.problem(
          response, 413, "Content-Length must be there, and at most " + MOST_BYTES);
      return;
    }
    request
        .body()
        .onSuccess(body -> adopt(body, response))
        .onFailure(cut -> LOG.debug("the client has gone", cut));
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? Long.MAX_VALUE : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private void adopt(Buffer body, HttpServerResponse response) {
    Path directory;
    try {
      directory = Path.of(String.valueOf(new JsonObject(body).getString("directory")));
    } catch (DecodeException | ClassCastException | InvalidPathException e) {
      directory = Path.of("");
    }
    if (!directory.isAbsolute()) {
      AdminRequests.problem(
          response,
          400,
          "The body must be {\"directory\": PATH}, an absolute path as this node has it");
      return;
    }
    Path log = directory;
    adoption
        .adopt(log)
        .onComplete(
            told ->
                context.runOnContext(
                    go -> {
                      if (told.succeeded()) {
                        response
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .end(told.result().toBuffer());
                      } else if (told.cause() instanceof AdoptionRefusedException refused) {
                        AdminRequests.problem(response, 409, String.valueOf(refused.getMessage()));
                      } else {
                        LOG.error("the log {} could not be taken over", log, told.cause());
                        AdminRequests.problem(response, 500, "The log says why");
                      }
                    }));
  }
}
