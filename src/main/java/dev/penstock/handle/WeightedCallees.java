package dev.penstock.handle;

import dev.penstock.CallOptions;
import dev.penstock.graph.EdgeOptions.Sticky;
import dev.penstock.message.CallScope;
import dev.penstock.router.KeyHash;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several callees, each with its share of the calls: by chance, or the same one for calls with the
 * same key.
 *
 * <p>The callees stand on a scale from 0 to the sum of their weights. A key has its fixed place on
 * it, in parts of the whole: a change from 95 and 5 to 90 and 10 moves 5 % of the keys. Choosing
 * allocates nothing.
 */
final class WeightedCallees implements Callees {
  private final Callee[] callees;

  /** Where the part of each callee ends on the scale, exclusively. */
  private final long[] ends;

  private final @Nullable Sticky sticky;
  private final @Nullable String header;
  private final LongUnaryOperator random;

  /**
   * Callees with their weights.
   *
   * @param weights not negative, with a sum above 0
   * @param sticky what calls have in common that go to the same callee
   * @param random gives a number from 0 up to its argument, exclusively
   */
  WeightedCallees(
      List<Callee> callees,
      List<Integer> weights,
      Optional<Sticky> sticky,
      LongUnaryOperator random) {
    this(callees.toArray(Callee[]::new), ends(weights), sticky.orElse(null), random);
  }

  private WeightedCallees(
      Callee[] callees, long[] ends, @Nullable Sticky sticky, LongUnaryOperator random) {
    this.callees = callees;
    this.ends = ends;
    this.sticky = sticky;
    this.header = sticky instanceof Sticky.Header by ? by.name() : null;
    this.random = random;
  }

  private static long[] ends(List<Integer> weights) {
    long[] ends = new long[weights.size()];
    long sum = 0;
    for (int i = 0; i < ends.length; i++) {
      sum += weights.get(i);
      ends[i] = sum;
    }
    if (sum <= 0) {
      throw new IllegalArgumentException("weights must have a sum above 0, were " + weights);
    }
    return ends;
  }

  @Override
  public Callee choose(CallScope scope) {
    String key = header == null ? null : scope.origin().headers().get(header);
    return key == null ? at(random.applyAsLong(size())) : of(key);
  }

  /** A key that the options give is the same for all their calls: so is the callee. */
  @Override
  public Callees with(CallOptions options, boolean idempotent) {
    String key = key(options);
    if (key != null) {
      return of(key).with(options, idempotent);
    }
    Callee[] others =
        Arrays.stream(callees)
            .map(callee -> callee.with(options, idempotent))
            .toArray(Callee[]::new);
    return new WeightedCallees(others, ends, sticky, random);
  }

  private @Nullable String key(CallOptions options) {
    if (header != null) {
      return options.headers().get(header);
    }
    return sticky instanceof Sticky.RoutingKey ? options.routingKey().orElse(null) : null;
  }

  private Callee of(String key) {
    return at(KeyHash.place(KeyHash.of(key), size()));
  }

  private Callee at(long place) {
    int i = 0;
    while (place >= ends[i]) {
      i++;
    }
    return callees[i];
  }

  private long size() {
    return ends[ends.length - 1];
  }

  @Override
  public @Nullable String onlyId() {
    return null;
  }

  @Override
  public boolean leadsTo(String deploymentId) {
    return Arrays.stream(callees).anyMatch(callee -> callee.leadsTo(deploymentId));
  }

  @Override
  public String names() {
    return Arrays.stream(callees).map(Callee::id).collect(Collectors.joining(" or "));
  }
}
