package dev.penstock.http;

import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.RequestId;
import dev.penstock.durable.RequestView;
import java.util.Optional;

/**
 * An answer that is on its way until something happens to a durable request. Confined to the event
 * loop of its connection; {@link #end} may be called on any thread.
 */
abstract class RequestWatch {
  final DurableRequests requests;
  final RequestId id;
  final MountedResponse response;
  private Runnable unwatch = () -> {};
  private Runnable onOver = () -> {};
  private boolean over;

  RequestWatch(DurableRequests requests, RequestId id, MountedResponse response) {
    this.requests = requests;
    this.id = id;
    this.response = response;
  }

  /** Begins to watch. On the event loop. */
  final void start(Runnable whenOver) {
    onOver = whenOver;
    response.closeHandler(closed -> finish());
    unwatch = requests.watch(id, () -> response.context().runOnContext(go -> look()));
    begin();
    // What has happened before the watch began.
    look();
  }

  private void look() {
    if (!over) {
      onChange(requests.view(id));
    }
  }

  /** The client is to be answered now, whatever has happened. Any thread. */
  final void end() {
    response
        .context()
        .runOnContext(
            go -> {
              if (!over) {
                onEnd(requests.view(id));
              }
            });
  }

  /** It is over: nothing is told any more. */
  final void finish() {
    if (!over) {
      over = true;
      unwatch.run();
      onOver.run();
      onFinished();
    }
  }

  final boolean isOver() {
    return over;
  }

  /** The watch begins. */
  abstract void begin();

  /**
   * Something may have happened.
   *
   * @param view empty if the request is not kept any more
   */
  abstract void onChange(Optional<RequestView> view);

  /** The server waits no longer. */
  abstract void onEnd(Optional<RequestView> view);

  /** It is over. */
  abstract void onFinished();
}
