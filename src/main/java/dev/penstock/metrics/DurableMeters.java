package dev.penstock.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How long it took to write down durable requests, by application. Thread-safe. */
public final class DurableMeters {
  private final ConcurrentMap<String, LatencyCell> accepted = new ConcurrentHashMap<>();

  /** A request was accepted, after that long. */
  public void recordAccepted(String application, long nanos) {
    accepted.computeIfAbsent(application, name -> new LatencyCell()).addShared(nanos, null);
  }

  /** The times of all requests of an application that were accepted. */
  public LatencySnapshot accepted(String application) {
    LatencySnapshot.Builder all = new LatencySnapshot.Builder();
    LatencyCell cell = accepted.get(application);
    if (cell != null) {
      cell.addTo(all);
    }
    return all.build();
  }

  /** An application is gone. */
  void forget(String application) {
    accepted.remove(application);
  }
}
