package dev.penstock.durable;

/**
 * How many durable requests an application has in a log.
 *
 * @param pending that wait for their first attempt, or for the next one
 * @param running whose attempt runs
 * @param succeeded that have ended since the log was opened, as the two that follow
 */
public record RequestCounts(int pending, int running, long succeeded, long failed, long cancelled) {
  /** Of no requests. */
  public static final RequestCounts NONE = new RequestCounts(0, 0, 0, 0, 0);

  RequestCounts plus(RequestCounts other) {
    return new RequestCounts(
        pending + other.pending,
        running + other.running,
        succeeded + other.succeeded,
        failed + other.failed,
        cancelled + other.cancelled);
  }
}
