package dev.penstock.durable;

import java.util.Locale;

/** What has become of a durable request. */
public enum RequestState {
  /** It waits for its first attempt, or for the next one. */
  PENDING(0, false),

  /** An attempt runs. */
  RUNNING(1, false),

  /** It was answered with a status below 400. */
  SUCCEEDED(2, true),

  /** It was refused, all attempts have failed, or its time was over; the reason is told. */
  FAILED(3, true),

  /** It was cancelled before its end. */
  CANCELLED(4, true);

  private final int code;
  private final boolean end;

  RequestState(int code, boolean end) {
    this.code = code;
    this.end = end;
  }

  /** The number of it in the log, which never changes. */
  int code() {
    return code;
  }

  /**
   * The state with that number.
   *
   * @throws IllegalArgumentException if there is none
   */
  static RequestState of(int code) {
    for (RequestState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalArgumentException("no state has the number " + code);
  }

  /** Whether nothing changes any more. */
  public boolean ended() {
    return end;
  }

  /** As users read it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
