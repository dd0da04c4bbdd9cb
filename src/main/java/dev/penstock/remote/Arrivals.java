package dev.penstock.remote;

import dev.penstock.message.CallMessage;
import dev.penstock.message.FetchedObjects;
import dev.penstock.transfer.Fetching;
import dev.penstock.transfer.Transfers;
import io.vertx.core.AsyncResult;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls of nodes of other hosts whose large arguments are on their way: they run when all are here.
 * Thread-safe; a call that was taken out of the table is not run.
 */
final class Arrivals {
  private final Transfers transfers;
  private final Map<ArrivedCall.Key, Fetching> fetching = new ConcurrentHashMap<>();

  /** Hears what has become of it. */
  interface Outcome {
    /** All are here, and must be released; or they cannot be had. On an event loop. */
    void onFetched(AsyncResult<FetchedObjects> objects);

    /** Its node waits for it no more. */
    void onGivenUp();
  }

  Arrivals(Transfers transfers) {
    this.transfers = transfers;
  }

  /**
   * Fetches the arguments of a call.
   *
   * @return false if a call with that id is here already
   */
  boolean fetch(ArrivedCall.Key key, CallMessage message, Outcome outcome) {
    if (fetching.containsKey(key)) {
      return false;
    }
    Fetching begun = transfers.fetch(key.node(), message.references());
    fetching.put(key, begun);
    begun
        .future()
        .onComplete(
            fetched -> {
              if (fetching.remove(key, begun)) {
                outcome.onFetched(fetched);
                return;
              }
              if (fetched.succeeded()) {
                fetched.result().release();
              }
              outcome.onGivenUp();
            });
    return true;
  }

  /** The node waits for that call no more; whether it was here. */
  boolean giveUp(ArrivedCall.Key key) {
    Fetching begun = fetching.remove(key);
    if (begun == null) {
      return false;
    }
    begun.giveUp();
    return true;
  }

  /** The node is gone. */
  void onGone(String node) {
    for (ArrivedCall.Key key : fetching.keySet()) {
      if (key.node().equals(node)) {
        giveUp(key);
      }
    }
  }

  /** How many are on their way. */
  int size() {
    return fetching.size();
  }
}
