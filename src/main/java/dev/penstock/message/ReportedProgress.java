package dev.penstock.message;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who hears how far the durable requests have come that run in this process, by the id of the
 * request. Thread-safe.
 */
public final class ReportedProgress {
  private static final Map<String, Listener> LISTENERS = new ConcurrentHashMap<>();

  /** Hears of one request, on any thread; quick. */
  @FunctionalInterface
  public interface Listener {
    /**
     * It has come so far.
     *
     * @param fraction from 0 to 1
     */
    void onProgress(double fraction, String note);
  }

  private ReportedProgress() {}

  /** A request begins to run; {@link #forget} when it has ended. */
  public static void listen(String requestId, Listener listener) {
    LISTENERS.put(requestId, listener);
  }

  /** A request runs no more. */
  public static void forget(String requestId) {
    LISTENERS.remove(requestId);
  }

  /**
   * User code says how far the request of a call has come.
   *
   * @throws IllegalArgumentException if the fraction is none
   */
  public static void report(CallScope call, double fraction, String note) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("progress is a fraction from 0 to 1, was " + fraction);
    }
    Listener listener =
        call.origin().attempt() > 0 ? LISTENERS.get(call.origin().requestId()) : null;
    if (listener != null) {
      listener.onProgress(fraction, note);
    }
  }
}
