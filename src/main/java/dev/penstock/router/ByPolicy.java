package dev.penstock.router;

import dev.penstock.ReplicaContext;
import dev.penstock.RoutingPolicy;
import dev.penstock.RoutingPolicy.Candidate;
import dev.penstock.RoutingPolicy.RoutedCall;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a user's policy. Whatever that does, a call gets a replica if one has a free slot: where the
 * policy gives no valid answer, {@code otherwise} decides, and the log says so.
 */
final class ByPolicy implements Selection {
  private static final Logger LOG = LoggerFactory.getLogger(ByPolicy.class);

  /** A policy runs on event loops for each call: more is a mistake. */
  private static final long SLOW_NANOS = 1_000_000;

  /** How often it is asked when others take the slots of its choice. */
  private static final int MOST_QUESTIONS = 3;

  private final RoutingPolicy policy;
  private final String deploymentId;
  private final LongSupplier clock;
  private final Selection otherwise;
  private final RareWarning invalid = new RareWarning();
  private final RareWarning slow = new RareWarning();

  ByPolicy(RoutingPolicy policy, String deploymentId, LongSupplier clock, Selection otherwise) {
    this.policy = policy;
    this.deploymentId = deploymentId;
    this.clock = clock;
    this.otherwise = otherwise;
  }

  @Override
  public Choice among(ReplicaEntry[] serving) {
    List<Offered> far = new ArrayList<>();
    List<Offered> near = new ArrayList<>();
    for (ReplicaEntry entry : serving) {
      far.add(new Offered(entry, false));
      near.add(new Offered(entry, true));
    }
    return new Asking(far, near, otherwise.among(serving));
  }

  /** The choice of one view: its candidates exist twice, for callers on their loop and others. */
  private final class Asking implements Choice {
    private final List<Offered> far;
    private final List<Offered> near;
    private final Choice fallback;

    Asking(List<Offered> far, List<Offered> near, Choice fallback) {
      this.far = far;
      this.near = near;
      this.fallback = fallback;
    }

    @Override
    public @Nullable ReplicaEntry take(Call call, @Nullable EventLoop caller) {
      for (int i = 0; i < MOST_QUESTIONS; i++) {
        List<Offered> free = free(caller);
        if (free.isEmpty()) {
          return null;
        }
        ReplicaEntry chosen = ask(call, free);
        if (chosen == null) {
          break;
        }
        if (chosen.slots().tryTake()) {
          return chosen;
        }
      }
      return fallback.take(call, caller);
    }

    private List<Offered> free(@Nullable EventLoop caller) {
      List<Offered> free = new ArrayList<>(far.size());
      for (int i = 0; i < far.size(); i++) {
        ReplicaEntry entry = far.get(i).entry;
        if (entry.slots().hasFree()) {
          free.add((caller != null && entry.loop() == caller ? near : far).get(i));
        }
      }
      return free;
    }
  }

  /** Whom the policy chooses; null after an invalid answer, which is logged. */
  private @Nullable ReplicaEntry ask(Call call, List<Offered> free) {
    long start = clock.getAsLong();
    Object answer;
    try {
      answer = policy.choose(new Asked(call), Collections.unmodifiableList(free));
    } catch (Throwable thrown) {
      // Whatever it is, the call must not be lost with it.
      warnIfSlow(start);
      warnInvalid("threw " + thrown.getClass().getName(), thrown);
      return null;
    }
    warnIfSlow(start);
    for (Offered offered : free) {
      if (offered == answer) {
        return offered.entry;
      }
    }
    String what = answer == null ? "null" : "a candidate that it was not given";
    // For its stack, which tells whose call it was.
    warnInvalid("returned " + what, new IllegalStateException("returned " + what));
    return null;
  }

  private void warnInvalid(String what, Throwable cause) {
    int times = invalid.count(clock.getAsLong());
    if (times == 0) {
      return;
    }
    String warning =
        "the routing policy "
            + policy.getClass().getName()
            + " of "
            + deploymentId
            + " "
            + what
            + " ("
            + times
            + " invalid answers since the last warning); such calls are routed by power of two"
            + " choices";
    try {
      LOG.warn("{}", warning, cause);
    } catch (RuntimeException | StackOverflowError e) {
      // The exception of a user may fail to be printed.
      LOG.warn("{} (its stack cannot be printed)", warning);
    }
  }

  private void warnIfSlow(long start) {
    long now = clock.getAsLong();
    if (now - start <= SLOW_NANOS) {
      return;
    }
    int times = slow.count(now);
    if (times > 0) {
      LOG.warn(
          "the routing policy {} of {} took {} ms for a call ({} slow ones since the last"
              + " warning): it blocks its callers' event loops and must answer within 1 ms",
          policy.getClass().getName(),
          deploymentId,
          String.format(Locale.ROOT, "%.1f", (now - start) / 1e6),
          times);
    }
  }

  /** A replica as policies see it. */
  private static final class Offered implements Candidate {
    private final ReplicaEntry entry;
    private final boolean onCallersLoop;

    Offered(ReplicaEntry entry, boolean onCallersLoop) {
      this.entry = entry;
      this.onCallersLoop = onCallersLoop;
    }

    @Override
    public ReplicaContext replica() {
      return entry.id();
    }

    @Override
    public int ongoing() {
      return entry.slots().ongoing();
    }

    @Override
    public int maxOngoing() {
      return entry.slots().limit();
    }

    @Override
    public boolean onCallersLoop() {
      return onCallersLoop;
    }

    @Override
    public String toString() {
      return entry.id() + " (" + ongoing() + " of " + maxOngoing() + ")";
    }
  }

  /** A call as policies see it. */
  private record Asked(Call call) implements RoutedCall {
    @Override
    public String method() {
      return call.method().name();
    }

    @Override
    public String requestId() {
      return call.origin().requestId();
    }

    @Override
    public Optional<String> routingKey() {
      return Optional.ofNullable(call.route().routingKey());
    }

    @Override
    public Optional<String> modelId() {
      return Optional.ofNullable(call.origin().modelId());
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(call.origin().headers().get(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public int attempt() {
      return call.attempt() + 1;
    }
  }
}
