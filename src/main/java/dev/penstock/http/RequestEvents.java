package dev.penstock.http;

import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.RequestId;
import dev.penstock.durable.RequestView;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Tells of each change of a durable request as a server-sent event, until it has ended. A client
 * that reads slowly misses what was between two changes, never the last one.
 */
final class RequestEvents extends RequestWatch {
  private static final long KEEP_ALIVE_MILLIS = 15_000;

  private JsonObject told = new JsonObject();
  private long timer;

  RequestEvents(DurableRequests requests, RequestId id, MountedResponse response) {
    super(requests, id, response);
  }

  @Override
  void begin() {
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream");
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setChunked(true);
    response.drainHandler(drained -> onChange(requests.view(id)));
    // Whoever is between the client and the server may close what is silent for long.
    timer =
        response
            .context()
            .owner()
            .setPeriodic(KEEP_ALIVE_MILLIS, fired -> response.write(": waiting\n\n"));
  }

  @Override
  void onChange(Optional<RequestView> view) {
    if (isOver() || response.writeQueueFull()) {
      return;
    }
    if (view.isEmpty()) {
      onEnd(view);
      return;
    }
    JsonObject now = RequestReport.of(view.get());
    if (!now.equals(told)) {
      told = now;
      response.write("event: " + view.get().state().label() + "\ndata: " + now.encode() + "\n\n");
    }
    if (view.get().state().ended()) {
      onEnd(view);
    }
  }

  @Override
  void onEnd(Optional<RequestView> view) {
    finish();
    response.end();
  }

  @Override
  void onFinished() {
    response.context().owner().cancelTimer(timer);
  }
}
