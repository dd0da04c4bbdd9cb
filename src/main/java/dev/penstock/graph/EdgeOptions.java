package dev.penstock.graph;

import java.time.Duration;
import java.util.Optional;

/**
 * What the calls over an edge have in common.
 *
 * @param timeout shortens the deadline of each call, if present
 * @param idempotent whether a call may run more than once
 * @param sticky what decides between weighted targets; by chance if absent
 */
public record EdgeOptions(Optional<Duration> timeout, boolean idempotent, Optional<Sticky> sticky) {
  /** An edge without options. */
  public static final EdgeOptions NONE = new EdgeOptions(Optional.empty(), false, Optional.empty());

  /** What calls must have in common to go to the same one of several weighted targets. */
  public sealed interface Sticky {
    /** As it is written in a configuration. */
    String key();

    /** The value of a request header, by its lower-case name. */
    record Header(String name) implements Sticky {
      @Override
      public String key() {
        return "header:" + name;
      }
    }

    /** The routing key of the call. */
    record RoutingKey() implements Sticky {
      @Override
      public String key() {
        return "routingKey";
      }
    }
  }
}
