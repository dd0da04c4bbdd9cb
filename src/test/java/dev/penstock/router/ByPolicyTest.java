package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.RoutingPolicy;
import dev.penstock.RoutingPolicy.Candidate;
import dev.penstock.RoutingPolicy.RoutedCall;
import dev.penstock.cluster.ReplicaEntry;
import dev.penstock.fake.FakeCall;
import dev.penstock.fake.FakeReplica;
import dev.penstock.fake.ScriptedLoop;
import dev.penstock.message.CallRoute;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies of users, good and bad ones. */
class ByPolicyTest {
  private static final long MINUTE = 60_000_000_000L;

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10); // It may overflow.
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger =
      (Logger) org.slf4j.LoggerFactory.getLogger("dev.penstock.router.ByPolicy");
  private final EventLoop loop = new ScriptedLoop().loop();
  private final ReplicaEntry a = new FakeReplica(0, 2, loop).entry();
  private final ReplicaEntry b = new FakeReplica(1, 2).entry();
  private final FakeCall call =
      new FakeCall("id", new CallRoute("app", "Model", "edge", false, "key"));

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.setAdditive(true);
    logger.detachAppender(log);
  }

  private @Nullable ReplicaEntry take(RoutingPolicy policy) {
    return choice(policy).take(call, loop);
  }

  /** Where the policy gives no answer, the first free replica is taken. */
  private Selection.Choice choice(RoutingPolicy policy) {
    return Selection.byPolicy(policy, "app/Model", clock::get, Selection.powerOfTwo(n -> 0))
        .among(new ReplicaEntry[] {a, b});
  }

  private List<String> warnings() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void policySeesTheCallAndTheReplicas() {
    List<String> seen = new ArrayList<>();
    RoutingPolicy policy =
        (routed, candidates) -> {
          seen.add(routed.method() + routed.requestId() + routed.routingKey() + routed.attempt());
          for (Candidate each : candidates) {
            seen.add(
                each.replica() + " " + each.ongoing() + each.maxOngoing() + each.onCallersLoop());
          }
          return candidates.get(candidates.size() - 1);
        };
    b.slots().tryTake();

    assertThat(take(policy)).isSameAs(b);
    assertThat(b.slots().ongoing()).isEqualTo(2);
    assertThat(seen)
        .containsExactly(
            "echoid" + Optional.of("key") + 1, "app/Model#0 02true", "app/Model#1 12false");
  }

  @Test
  void onlyReplicasWithAFreeSlotAreCandidates() {
    List<Integer> sizes = new ArrayList<>();
    Selection.Choice choice =
        choice(
            (routed, candidates) -> {
              sizes.add(candidates.size());
              return candidates.get(0);
            });
    for (int i = 0; i < 4; i++) {
      assertThat(choice.take(call, null)).isNotNull();
    }

    assertThat(choice.take(call, null)).as("nobody to ask about").isNull();
    assertThat(sizes).containsExactly(2, 2, 1, 1);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void policyThatThrowsIsLoggedAndTheCallGoesOn() {
    a.slots().tryTake();
    ReplicaEntry taken =
        take(
            (routed, candidates) -> {
              throw new AssertionError("broken");
            });

    assertThat(taken).as("by power of two").isSameAs(b);
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("app/Model", "ByPolicyTest", "AssertionError");
    assertThat(log.list.get(0).getThrowableProxy().getMessage()).isEqualTo("broken");
    assertThat(log.list.get(0).getThrowableProxy().getStackTraceElementProxyArray()).isNotEmpty();
  }

  @Test
  void answerThatWasNotGivenIsLoggedAndTheCallGoesOn() {
    Candidate[] earlier = new Candidate[1];
    take((routed, candidates) -> earlier[0] = candidates.get(0));
    while (a.slots().tryTake()) {}

    assertThat(take((routed, candidates) -> earlier[0])).isSameAs(b);
    assertThat(warnings()).singleElement().asString().contains("a candidate that it was not given");
  }

  @Test
  @SuppressWarnings("NullAway") // A user's class may return it.
  void nullIsLoggedAndTheCallGoesOn() {
    assertThat(take((routed, candidates) -> null)).isNotNull();
    assertThat(warnings()).singleElement().asString().contains("returned null");
  }

  @Test
  void policyThatChangesTheListHarmsNobody() {
    RoutingPolicy sorting =
        (routed, candidates) -> {
          candidates.sort(Comparator.comparing(Candidate::ongoing));
          return candidates.get(0);
        };

    assertThat(take(sorting)).isNotNull();
    assertThat(warnings()).singleElement().asString().contains("UnsupportedOperationException");
  }

  @Test
  void warnsOncePerMinuteWithACount() {
    Selection.Choice choice =
        choice(
            (routed, candidates) -> {
              throw new IllegalStateException("no");
            });
    Function<Long, Integer> after =
        nanos -> {
          clock.addAndGet(nanos);
          choice.take(call, null);
          a.slots().free();
          return log.list.size();
        };

    assertThat(after.apply(0L)).isOne();
    assertThat(after.apply(1L)).isOne();
    assertThat(after.apply(MINUTE - 2)).isOne();
    assertThat(after.apply(1L)).isEqualTo(2);
    assertThat(warnings().get(1)).contains("3 invalid answers");
  }

  @Test
  void policyThatTakesMoreThanAMillisecondIsLoggedAndItsAnswerTaken() {
    RoutingPolicy slow =
        (routed, candidates) -> {
          clock.addAndGet(10_000_000);
          return candidates.get(1);
        };

    assertThat(take(slow)).isSameAs(b);
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("app/Model", "10.0 ms", "event loops");
  }

  @Test
  void millisecondIsNotTooSlow() {
    take(
        (routed, candidates) -> {
          clock.addAndGet(1_000_000);
          return candidates.get(1);
        });

    assertThat(warnings()).isEmpty();
  }

  @Test
  void policyWhoseChoiceIsTakenByOthersIsAskedAgain() {
    List<RoutedCall> asked = new ArrayList<>();
    ReplicaEntry taken =
        take(
            (routed, candidates) -> {
              asked.add(routed);
              while (asked.size() == 1 && a.slots().tryTake()) {}
              return candidates.get(0);
            });

    assertThat(taken).isSameAs(b);
    assertThat(asked).hasSize(2);
    assertThat(warnings()).isEmpty();
  }
}
