package dev.penstock.jar;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a load on processes that say that they are ready, as a load balancer does: a request that
 * has been sent is not sent again elsewhere.
 */
final class Balancer implements AutoCloseable {
  private static final int PERIOD_MILLIS = 200;

  private final SteadyLoad load;

  /** Whether each was ready when it was asked last. */
  private final Map<PenstockProcess, Boolean> ready = new ConcurrentHashMap<>();

  private final ScheduledExecutorService prober =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "balancer");
            thread.setDaemon(true);
            return thread;
          });

  Balancer(SteadyLoad load) {
    this.load = load;
    prober.scheduleWithFixedDelay(this::probe, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Sends to that process too, while it is ready. */
  void watch(PenstockProcess process) {
    ready.put(process, false);
  }

  private void probe() {
    for (PenstockProcess process : List.copyOf(ready.keySet())) {
      boolean now = isReady(process);
      if (now && Boolean.FALSE.equals(ready.put(process, now))) {
        load.add(process);
      } else if (!now) {
        load.remove(process);
        ready.put(process, false);
      }
      if (!process.runs()) {
        ready.remove(process);
      }
    }
  }

  private static boolean isReady(PenstockProcess process) {
    try {
      return process.get(process.url() + "/-/readyz").statusCode() == 200;
    } catch (IOException | InterruptedException notThere) {
      return false;
    }
  }

  @Override
  public void close() {
    prober.shutdownNow();
  }
}
