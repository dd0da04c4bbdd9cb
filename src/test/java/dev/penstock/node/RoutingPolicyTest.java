package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import dev.penstock.RoutingPolicy;
import dev.penstock.StartFailedException;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routers of a running node: by key, and by classes of users. */
class RoutingPolicyTest {
  interface Model {
    Future<Integer> replica();
  }

  static final class Indexed implements Model {
    @Override
    public Future<Integer> replica() {
      return Future.succeededFuture(CallContext.current().replica().orElseThrow().index());
    }
  }

  /** Prefers the replica that the routing key names. */
  public static final class ByName implements RoutingPolicy {
    static final AtomicInteger MADE = new AtomicInteger();

    public ByName() {
      MADE.incrementAndGet();
    }

    @Override
    public Candidate choose(RoutedCall call, List<? extends Candidate> candidates) {
      int wanted = Integer.parseInt(call.routingKey().orElseThrow());
      return candidates.stream()
          .filter(candidate -> candidate.replica().index() == wanted)
          .findFirst()
          .orElseThrow();
    }
  }

  public static final class Unmade implements RoutingPolicy {
    public Unmade() {
      throw new IllegalStateException("no table of regions");
    }

    @Override
    public Candidate choose(RoutedCall call, List<? extends Candidate> candidates) {
      return candidates.get(0);
    }
  }

  private static Penstock start(UnaryOperator<Deployment<Indexed>> router) {
    var model = router.apply(Deployment.of("Model", Indexed.class).replicas(4)).bind();
    return RunningNode.of(Application.of("app", model)).penstock;
  }

  private static int replica(Penstock node, String key) {
    Model model = node.handle("app", "Model", Model.class);
    return await(CallOptions.none().routingKey(key).on(model).replica());
  }

  @Test
  void policyOfTheUserChoosesAndIsMadeOnce() {
    ByName.MADE.set(0);
    try (Penstock node = start(model -> model.router(ByName.class))) {
      for (int i = 0; i < 8; i++) {
        assertThat(replica(node, "" + i % 4)).isEqualTo(i % 4);
      }
    }
    assertThat(ByName.MADE).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "99"})
  void callsAreAnsweredWhenThePolicyThrows(String key) {
    try (var log = new RunningNode.Log();
        Penstock node = start(model -> model.router(ByName.class))) {
      Set<Integer> seen = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        seen.add(replica(node, key));
      }
      assertThat(seen).hasSizeGreaterThan(1);
      assertThat(log.with("the routing policy " + ByName.class.getName() + " of app/Model threw"))
          .hasSize(1);
    }
  }

  @Test
  void startFailsWhenThePolicyCannotBeMade() {
    assertThatThrownBy(() -> start(model -> model.router(Unmade.class)))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("app/Model")
        .hasMessageContaining(Unmade.class.getName())
        .hasMessageContaining("no table of regions");
  }

  @Test
  void callsOfOneKeyReachOneReplicaAlsoAfterARestart() {
    int[] first = new int[50];
    try (Penstock node = start(model -> model.router("consistent-hash"))) {
      for (int i = 0; i < first.length; i++) {
        first[i] = replica(node, "user-" + i);
        assertThat(replica(node, "user-" + i)).isEqualTo(first[i]);
      }
    }
    assertThat(first).contains(0, 1, 2, 3);
    try (Penstock node = start(model -> model.router("consistent-hash"))) {
      for (int i = 0; i < first.length; i++) {
        assertThat(replica(node, "user-" + i)).isEqualTo(first[i]);
      }
    }
  }
}
