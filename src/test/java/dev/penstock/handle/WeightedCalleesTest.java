package dev.penstock.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.CallOptions;
import dev.penstock.graph.EdgeOptions.Sticky;
import dev.penstock.message.CallRoute;
import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import dev.penstock.message.RequestOrigin;
import dev.penstock.metrics.CallMeter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedCalleesTest {
  private static final Optional<Sticky> BY_USER = Optional.of(new Sticky.Header("x-user"));
  private static final Optional<Sticky> BY_KEY = Optional.of(new Sticky.RoutingKey());
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private static long never(long size) {
    throw new AssertionError("chance does not decide, size=" + size);
  }

  private static Callee callee(String name) {
    return new Callee(
        new CallRoute("app", name, "app/Front.model", false, null),
        Map.of(),
        Calls.router(),
        new CancelSignal(),
        new CallMeter("app/Front.model", "app/" + name, 1),
        () -> false);
  }

  private static Callees callees(
      Optional<Sticky> sticky, LongUnaryOperator random, Integer... weights) {
    List<Callee> all =
        IntStream.range(0, weights.length).mapToObj(i -> callee("V" + (i + 1))).toList();
    return new WeightedCallees(all, List.of(weights), sticky, random);
  }

  private static CallScope user(String name) {
    return new CallScope(
        new RequestOrigin("id", null, null, null, Map.of("x-user", name), 0), Long.MAX_VALUE);
  }

  private static String chosen(Callees callees, CallScope scope) {
    return callees.choose(scope).id();
  }

  @Test
  void chanceDistributesInProportionToTheWeights() {
    System.out.println("WeightedCalleesTest seed=" + seed);
    Callees callees = callees(Optional.empty(), random::nextLong, 95, 5);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      counts.merge(chosen(callees, CallScope.EMPTY), 1, Integer::sum);
    }

    // Five standard deviations: 22 each.
    assertThat(counts).containsOnlyKeys("app/V1", "app/V2");
    assertThat(counts.get("app/V2")).isBetween(500 - 110, 500 + 110);
  }

  @Test
  void everyPlaceOnTheScaleBelongsToItsCalleeAndNoneToAWeightOfZero() {
    AtomicLong drawn = new AtomicLong();
    Callees callees = callees(Optional.empty(), size -> drawn.get() % size, 0, 2, 0, 1, 0);
    List<String> all =
        IntStream.range(0, 6)
            .mapToObj(
                i -> {
                  drawn.set(i);
                  return chosen(callees, CallScope.EMPTY);
                })
            .toList();

    assertThat(all).containsExactly("app/V2", "app/V2", "app/V4", "app/V2", "app/V2", "app/V4");
  }

  @Test
  void weightsThatOverflowAnIntTogetherWork() {
    int most = Integer.MAX_VALUE;
    Callees callees = callees(Optional.empty(), size -> size - 1, most, most, most);

    assertThat(chosen(callees, CallScope.EMPTY)).isEqualTo("app/V3");
  }

  @Test
  void refusesWeightsWithoutASum() {
    assertThatThrownBy(() -> callees(Optional.empty(), WeightedCalleesTest::never, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 0]");
  }

  @Test
  void sameUserStaysAndUsersAreSpreadByWeight() {
    Callees callees = callees(BY_USER, WeightedCalleesTest::never, 95, 5);
    int second = 0;
    for (int i = 0; i < 10_000; i++) {
      String first = chosen(callees, user("user-" + i));
      assertThat(chosen(callees, user("user-" + i))).isEqualTo(first);
      second += first.equals("app/V2") ? 1 : 0;
    }

    assertThat(second).isBetween(500 - 110, 500 + 110);
  }

  @Test
  void changeFrom95To90MovesFivePercentOfTheUsersAndNobodyBack() {
    Callees before = callees(BY_USER, WeightedCalleesTest::never, 95, 5);
    Callees after = callees(BY_USER, WeightedCalleesTest::never, 90, 10);
    Callees finer = callees(BY_USER, WeightedCalleesTest::never, 180, 20);
    int moved = 0;
    for (int i = 0; i < 10_000; i++) {
      String was = chosen(before, user("user-" + i));
      String is = chosen(after, user("user-" + i));
      assertThat(chosen(finer, user("user-" + i))).isEqualTo(is);
      if (!is.equals(was)) {
        assertThat(is).isEqualTo("app/V2");
        moved++;
      }
    }

    assertThat(moved).isBetween(500 - 110, 500 + 110);
  }

  @Test
  void requestsWithoutTheHeaderAreDistributedByChance() {
    Callees callees = callees(BY_USER, size -> size - 1, 95, 5);

    assertThat(chosen(callees, CallScope.EMPTY)).isEqualTo("app/V2");
  }

  @Test
  void headerOfTheOptionsGoesBeforeThatOfTheRequest() {
    Callees callees = callees(BY_USER, WeightedCalleesTest::never, 50, 50);
    for (int i = 0; i < 20; i++) {
      String name = "user-" + i;
      Callees chosen = callees.with(CallOptions.none().header("X-User", name), false);
      assertThat(chosen(chosen, user("somebody"))).isEqualTo(chosen(callees, user(name)));
    }
  }

  @Test
  void routingKeyOfTheOptionsDecidesAndIsPassedOn() {
    Callees callees = callees(BY_KEY, size -> 0, 50, 50);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      Callees keyed = callees.with(CallOptions.none().routingKey("key-" + i), false);
      Callee one = keyed.choose(CallScope.EMPTY);
      assertThat(keyed.choose(user("x")).id()).isEqualTo(one.id());
      assertThat(one.route().routingKey()).isEqualTo("key-" + i);
      counts.merge(one.id(), 1, Integer::sum);
    }

    assertThat(counts.values()).allSatisfy(n -> assertThat(n).isBetween(420, 580));
    assertThat(chosen(callees, CallScope.EMPTY)).as("without a key by chance").isEqualTo("app/V1");
  }

  @Test
  void optionsReachAllCallees() {
    AtomicLong drawn = new AtomicLong();
    Callees callees = callees(Optional.empty(), size -> drawn.getAndIncrement(), 1, 1);
    Callees idempotent = callees.with(CallOptions.none(), true);

    assertThat(idempotent.choose(CallScope.EMPTY).route().idempotent()).isTrue();
    assertThat(idempotent.choose(CallScope.EMPTY).route().idempotent()).isTrue();
    assertThat(callees.names()).isEqualTo("app/V1 or app/V2");
    assertThat(idempotent.onlyId()).isNull();
  }
}
