package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.cluster.Slots;
import dev.penstock.cluster.Tier;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeReplica;
import dev.penstock.message.HeldModels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelAffinityTest {
  private final ReplicaEntry a = new FakeReplica(0, 8).entry();
  private final ReplicaEntry b = new FakeReplica(1, 8).entry();
  private final ReplicaEntry c = new FakeReplica(2, 8).entry();
  private final Random random = new Random(7);
  private final Selection.Choice choice =
      Selection.modelAffinity(Selection.roundRobin(), random::nextInt)
          .among(new ReplicaEntry[] {a, b, c});

  ModelAffinityTest() {
    for (ReplicaEntry entry : List.of(a, b, c)) {
      models(entry).use();
    }
  }

  private static HeldModels models(ReplicaEntry entry) {
    return entry.profile().models();
  }

  private @Nullable ReplicaEntry take(String model) {
    return choice.take(FakeCall.forModel(model), null);
  }

  /** Takes slots for a model and gives them back. */
  private List<ReplicaEntry> takenInTurn(String model, int times) {
    List<ReplicaEntry> taken = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      ReplicaEntry entry = take(model);
      if (entry != null) {
        entry.slots().free();
        taken.add(entry);
      }
    }
    return taken;
  }

  private static void fill(ReplicaEntry entry, int slots) {
    for (int i = 0; i < slots; i++) {
      assertThat(entry.slots().tryTake()).isTrue();
    }
  }

  @Test
  void callsForAModelGoToTheReplicaThatHasIt() {
    models(b).add("m");
    assertThat(takenInTurn("m", 20)).hasSize(20).containsOnly(b);
  }

  @Test
  void callsWithoutAModelGoWhereTheOtherRouterSays() {
    models(b).add("m");
    FakeCall plain = new FakeCall("plain", FakeCall.route("edge"));
    assertThat(List.of(a, b, c))
        .allSatisfy(expected -> assertThat(choice.take(plain, null)).isSameAs(expected));
  }

  @Test
  void callsToReplicasThatKeepNoModelsGoWhereTheOtherRouterSays() {
    ReplicaEntry x = new FakeReplica(0, 8).entry();
    ReplicaEntry y = new FakeReplica(1, 8).entry();
    Selection.Choice plain =
        Selection.modelAffinity(Selection.roundRobin(), random::nextInt)
            .among(new ReplicaEntry[] {x, y});
    for (ReplicaEntry expected : List.of(x, y, x, y)) {
      assertThat(plain.take(FakeCall.forModel("m"), null)).isSameAs(expected);
    }
    assertThat(models(x).holds("m")).isFalse();
  }

  @Test
  void takesTheLeastBusyOfSeveralThatHaveIt() {
    models(a).add("m");
    models(c).add("m");
    fill(a, 2);
    fill(c, 1);
    assertThat(take("m")).isSameAs(c);
    assertThat(take("m")).isIn(a, c);
    assertThat(a.slots().ongoing() + c.slots().ongoing()).isEqualTo(5);
  }

  @Test
  void aNewModelGoesToTheReplicaWithTheFewestOfThoseThatAreNotBusy() {
    models(a).add("x");
    models(a).add("y");
    models(b).add("x");
    fill(c, 3); // It has none, and is busier than the mean.
    assertThat(take("m")).isSameAs(b);
  }

  @Test
  void callsThatComeTogetherBringANewModelToOneReplica() {
    List<ReplicaEntry> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(Objects.requireNonNull(take("m")));
    }
    assertThat(taken).containsOnly(taken.get(0));
  }

  @Test
  void callsFromSeveralThreadsBringANewModelToOneReplica() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 50; round++) {
        String model = "m" + round;
        CyclicBarrier together = new CyclicBarrier(4);
        List<Callable<@Nullable ReplicaEntry>> takers =
            Collections.nCopies(
                4,
                () -> {
                  together.await(20, TimeUnit.SECONDS);
                  return choice.take(FakeCall.forModel(model), null);
                });
        Set<ReplicaEntry> taken = new HashSet<>();
        for (var each : threads.invokeAll(takers)) {
          ReplicaEntry entry = Objects.requireNonNull(each.get());
          entry.slots().free();
          taken.add(entry);
        }
        assertThat(taken).as(model).hasSize(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aHotModelComesToOneMoreReplicaAndThenTheyShareIt() {
    models(a).add("m");
    fill(a, 4);
    ReplicaEntry second = take("m");
    assertThat(second).isIn(b, c);
    for (int i = 0; i < 3; i++) {
      assertThat(take("m")).as("not to the third as well").isSameAs(second);
    }
  }

  @Test
  void aModelStaysWhereItIsWhileThatReplicaIsNotHalfFull() {
    models(a).add("m");
    fill(a, 3);
    assertThat(take("m")).isSameAs(a);
  }

  @Test
  void aModelStaysWhereItIsWhileTheOthersAreNearlyAsBusy() {
    models(a).add("m");
    fill(a, 6);
    fill(b, 3);
    fill(c, 3);
    assertThat(take("m")).isSameAs(a);
  }

  @Test
  void coldModelsStayWhereTheyAreWhenAHotOneSpreads() {
    models(a).add("hot");
    models(b).add("cold");
    fill(a, 8);
    assertThat(take("hot")).isIn(b, c);
    assertThat(takenInTurn("cold", 10)).hasSize(10).containsOnly(b);
  }

  @Test
  void goesElsewhereWhenAllThatHaveItAreFull() {
    models(a).add("m");
    fill(a, 8);
    fill(b, 7);
    fill(c, 8);
    assertThat(take("m")).isSameAs(b);
    assertThat(take("m")).as("all are full").isNull();
  }

  @Test
  void followsAModelThatWasUnloadedToItsNextPlace() {
    models(a).add("m");
    assertThat(take("m")).isSameAs(a);
    models(a).remove("m");
    fill(a, 3);
    ReplicaEntry next = take("m");
    assertThat(next).isIn(b, c);
    assertThat(takenInTurn("m", 5)).containsOnly(next);
  }

  @Test
  void aModelThatFailedToLoadCountsAsHeldNowhere() {
    ReplicaEntry first = Objects.requireNonNull(take("m"));
    models(first).add("m");
    models(first).remove("m");
    assertThat(models(first).holds("m")).isFalse();
  }

  @Test
  void whatAReplicaElsewhereToldLastIsWhatItHas() {
    HeldModels told = models(c);
    told.onTold(7, List.of("m", "n"));
    assertThat(takenInTurn("n", 5)).containsOnly(c);

    told.expect("n");
    told.onTold(8, List.of("m"));

    assertThat(told.version()).isEqualTo(8);
    assertThat(told.holds("n")).isFalse();
    assertThat(takenInTurn("m", 5)).containsOnly(c);
  }

  @Test
  void ofReplicasThatAreEquallyBusyTheNearerOneGetsTheCall() {
    ReplicaEntry far = new ReplicaEntry(a.profile(), new Slots(8), null, a.delivery(), Tier.HOST);
    Selection.Choice mixed =
        Selection.modelAffinity(Selection.roundRobin(), random::nextInt)
            .among(new ReplicaEntry[] {far, b});
    models(a).add("m");
    models(b).add("m");

    for (int i = 0; i < 10; i++) {
      assertThat(mixed.take(FakeCall.forModel("m"), null)).isSameAs(b);
      b.slots().free();
    }
    fill(b, 1);
    assertThat(mixed.take(FakeCall.forModel("m"), null)).isSameAs(far);
  }
}
