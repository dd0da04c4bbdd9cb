package dev.penstock.durable;

import org.jspecify.annotations.Nullable;

/**
 * What can be told of a request at once.
 *
 * @param attempts how often it was begun
 * @param progress that its code has reported last; null if none
 * @param acceptedMillis since 1970
 * @param endedMillis likewise; 0 before its end
 */
public record RequestView(
    RequestId id,
    String application,
    RequestState state,
    int attempts,
    @Nullable Progress progress,
    long acceptedMillis,
    long endedMillis) {
  /**
   * How far a request has come, as its code says.
   *
   * @param fraction from 0 to 1
   * @param note for people
   */
  public record Progress(double fraction, String note) {}
}
