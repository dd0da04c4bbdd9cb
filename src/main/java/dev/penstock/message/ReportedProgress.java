package dev.penstock.message;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Who hears how far the durable requests have come that run in this process, by the id of the
 * request. Those that another node has are told to that one. Thread-safe.
 */
public final class ReportedProgress {
  /** Characters of the longest note; of a longer one the rest is dropped. */
  public static final int LONGEST_NOTE = 1000;

  private static final Map<String, Listener> LISTENERS = new ConcurrentHashMap<>();
  private static final Set<Carrier> CARRIERS = new CopyOnWriteArraySet<>();

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

  /** Brings what nobody in this process listens to to the node that has the request. */
  @FunctionalInterface
  public interface Carrier {
    /** That request, if it is one of another node, has come so far. On any thread; quick. */
    void carry(ProgressMessage progress);
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

  /** Other nodes can be told; until {@link #forget(Carrier)}. */
  public static void carryBy(Carrier carrier) {
    CARRIERS.add(carrier);
  }

  /** Other nodes can be told no more. */
  public static void forget(Carrier carrier) {
    CARRIERS.remove(carrier);
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
    if (call.origin().attempt() == 0) {
      return;
    }
    String told = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE);
    ProgressMessage progress = new ProgressMessage(call.origin().requestId(), fraction, told);
    if (!tell(progress)) {
      CARRIERS.forEach(carrier -> carrier.carry(progress));
    }
  }

  /** Tells who listens to that request; false if nobody in this process does. */
  public static boolean tell(ProgressMessage progress) {
    Listener listener = LISTENERS.get(progress.requestId());
    if (listener == null) {
      return false;
    }
    listener.onProgress(progress.fraction(), progress.note());
    return true;
  }
}
