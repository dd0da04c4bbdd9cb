package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeReplica;
import dev.penstock.message.CallRoute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentHashTest {
  private static final int KEYS = 20_000;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Selection selection = Selection.consistentHash(Selection.roundRobin());

  @BeforeEach
  void tellSeed() {
    System.out.println("ConsistentHashTest seed=" + seed);
  }

  private static FakeCall call(@Nullable String key) {
    return new FakeCall("call", new CallRoute("app", "Model", "edge", false, key));
  }

  private static ReplicaEntry[] replicas(int... indexes) {
    return IntStream.of(indexes)
        .mapToObj(index -> new FakeReplica(index, 1).entry())
        .toArray(ReplicaEntry[]::new);
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      // Keys of one kind: they differ in few characters.
      keys.add("user-" + random.nextInt(1_000_000) + "-" + i);
    }
    return keys;
  }

  /** The index of the replica that takes a call with that key; its slot is given back. */
  private static int owner(Selection.Choice choice, String key) {
    ReplicaEntry taken = Objects.requireNonNull(choice.take(call(key), null));
    taken.slots().free();
    return taken.id().index();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16})
  void eachReplicaOwnsAnEqualShareOfTheKeys(int count) {
    Selection.Choice choice = selection.among(replicas(IntStream.range(0, count).toArray()));
    Map<Integer, Integer> shares = new HashMap<>();
    keys().forEach(key -> shares.merge(owner(choice, key), 1, Integer::sum));

    // Five standard deviations of a fair draw.
    int fair = KEYS / count;
    int bound = (int) (5 * Math.sqrt(fair));
    assertThat(shares).hasSize(count);
    assertThat(shares.values())
        .allSatisfy(n -> assertThat(n).isBetween(fair - bound, fair + bound));
  }

  @Test
  void keysStayWhereTheyAreWhenTheReplicasAreMadeAnewInAnotherOrder() {
    Selection.Choice before = selection.among(replicas(0, 1, 2));
    Selection.Choice after = selection.among(replicas(2, 0, 1));

    assertThat(keys())
        .allSatisfy(key -> assertThat(owner(after, key)).isEqualTo(owner(before, key)));
  }

  @Test
  void lostReplicaLeavesItsKeysToAllOthersAndNoOtherKeyMoves() {
    Selection.Choice before = selection.among(replicas(0, 1, 2, 3));
    Selection.Choice after = selection.among(replicas(0, 1, 3));
    Map<Integer, Integer> heirs = new HashMap<>();
    for (String key : keys()) {
      int owner = owner(before, key);
      if (owner == 2) {
        heirs.merge(owner(after, key), 1, Integer::sum);
      } else {
        assertThat(owner(after, key)).isEqualTo(owner);
      }
    }

    assertThat(heirs).containsOnlyKeys(0, 1, 3);
    assertThat(heirs.values()).allSatisfy(n -> assertThat(n).isGreaterThan(KEYS / 12 * 3 / 4));
  }

  @Test
  void newReplicaTakesItsShareAndNoKeyMovesBetweenTheOthers() {
    Selection.Choice before = selection.among(replicas(0, 1, 2));
    Selection.Choice after = selection.among(replicas(0, 1, 2, 3));
    int moved = 0;
    for (String key : keys()) {
      int now = owner(after, key);
      if (now == 3) {
        moved++;
      } else {
        assertThat(now).isEqualTo(owner(before, key));
      }
    }

    assertThat(moved).isBetween(KEYS / 4 * 9 / 10, KEYS / 4 * 11 / 10);
  }

  @Test
  void fullOwnerIsPassedOverForTheOneThatWouldInheritTheKey() {
    ReplicaEntry[] serving = replicas(0, 1, 2);
    Selection.Choice choice = selection.among(serving);
    ReplicaEntry owner = Objects.requireNonNull(choice.take(call("user-1"), null));
    ReplicaEntry next = Objects.requireNonNull(choice.take(call("user-1"), null));
    ReplicaEntry last = Objects.requireNonNull(choice.take(call("user-1"), null));

    assertThat(List.of(owner, next, last)).containsExactlyInAnyOrder(serving);
    assertThat(choice.take(call("user-1"), null)).isNull();
    ReplicaEntry[] others =
        Arrays.stream(serving).filter(e -> !e.equals(owner)).toArray(ReplicaEntry[]::new);
    next.slots().free();
    last.slots().free();
    assertThat(selection.among(others).take(call("user-1"), null)).isSameAs(next);
  }

  @Test
  void closedReplicaGetsNoCalls() {
    ReplicaEntry[] serving = replicas(0, 1);
    serving[0].slots().close();

    assertThat(keys().stream().limit(100))
        .allSatisfy(key -> assertThat(owner(selection.among(serving), key)).isOne());
    assertThat(selection.among(new ReplicaEntry[0]).take(call("key"), null)).isNull();
  }

  @Test
  void callsWithoutAKeyGoAsTheOtherSelectionSays() {
    ReplicaEntry[] serving = replicas(0, 1);
    Selection.Choice choice = selection.among(serving);

    assertThat(choice.take(call(null), null)).isSameAs(serving[0]);
    assertThat(choice.take(call(null), null)).isSameAs(serving[1]);
  }

  /** Other numbers would send users elsewhere after an update of Penstock. */
  @Test
  void hashOfATextNeverChanges() {
    assertThat(KeyHash.of("")).isEqualTo(0xefd01f60ba992926L);
    assertThat(KeyHash.of("user-1")).isEqualTo(0x41a2fca5c68401c5L);
    assertThat(KeyHash.of("Größe")).isEqualTo(0x9f33bc56ec37e4b0L);
  }
}
