package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.Threading;
import dev.penstock.graph.EdgeOptions;
import dev.penstock.graph.EdgeOptions.Sticky;
import dev.penstock.graph.EdgeTarget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weighted and timed edges of a running node. */
class EdgesTest {
  interface Model {
    Future<String> name();

    String blockingName();

    Future<Long> remaining();

    Future<String> never();
  }

  static final class NamedModel implements Model {
    private final String name;

    NamedModel(String name) {
      this.name = name;
    }

    @Override
    public Future<String> name() {
      return Future.succeededFuture(name);
    }

    @Override
    public String blockingName() {
      return name;
    }

    @Override
    public Future<Long> remaining() {
      return Future.succeededFuture(CallContext.current().remaining().orElseThrow().toMillis());
    }

    @Override
    public Future<String> never() {
      return Promise.<String>promise().future();
    }
  }

  interface Front {
    Future<Map<String, Integer>> count(String how, int calls);

    Future<Long> remaining(int optionMillis);

    Future<String> never();

    Future<String> unknownMethod();
  }

  static final class Counting implements Front {
    private final Model model;
    private final Handle handle;

    Counting(Model model, Handle handle, Model onlyReached) {
      this.model = model;
      this.handle = handle;
    }

    @Override
    public Future<Map<String, Integer>> count(String how, int calls) {
      List<Future<String>> all = IntStream.range(0, calls).mapToObj(i -> one(how, i)).toList();
      return Future.join(all)
          .map(
              done -> {
                Map<String, Integer> counts = new HashMap<>();
                done.<String>list().forEach(name -> counts.merge(name, 1, Integer::sum));
                return counts;
              });
    }

    private Future<String> one(String how, int number) {
      CallOptions options = CallOptions.none();
      return switch (how) {
        case "typed" -> model.name();
        case "untyped" -> handle.call(String.class, "name");
        case "blocking" -> Future.succeededFuture(model.blockingName());
        case "options" -> options.modelId("m").on(model).name();
        case "keys" -> options.routingKey("key-" + number).on(model).name();
        case "users" -> options.header("X-User", "user-" + number).on(model).name();
        case "one key" -> options.routingKey("key").on(model).name();
        default -> throw new IllegalArgumentException(how);
      };
    }

    @Override
    public Future<Long> remaining(int optionMillis) {
      return CallOptions.timeout(Duration.ofMillis(optionMillis)).on(model).remaining();
    }

    @Override
    public Future<String> never() {
      return model.never();
    }

    @Override
    public Future<String> unknownMethod() {
      return handle.call(String.class, "nmae");
    }
  }

  private static Node start(EdgeOptions options, int first, int second) {
    var v1 = model("V1").bind("one");
    var v2 = model("V2").bind("two");
    var front = Deployment.of("Front", Counting.class).threading(Threading.WORKER).bind(v1, v1, v2);
    return await(
        Rewired.start(
            Application.of("app", front),
            graph ->
                Rewired.edges(
                    graph,
                    "Front",
                    options,
                    new EdgeTarget("app", "V1", first),
                    new EdgeTarget("app", "V2", second))));
  }

  private static Deployment<NamedModel> model(String name) {
    return Deployment.of(name, NamedModel.class)
        .maxQueued(20_000)
        .shutdownTimeout(Duration.ofMillis(100));
  }

  private static EdgeOptions sticky(Sticky sticky) {
    return new EdgeOptions(Optional.empty(), false, Optional.of(sticky));
  }

  private static Front front(Node node) {
    return node.handle("app", "Front", Front.class);
  }

  private static Map<String, Integer> count(Front front, String how, int calls) {
    return await(front.count(how, calls));
  }

  @ParameterizedTest
  @ValueSource(strings = {"typed", "untyped", "options"})
  void callsAreDistributedInProportionToTheWeights(String how) {
    try (Node node = start(EdgeOptions.NONE, 95, 5)) {
      Map<String, Integer> counts = count(front(node), how, 10_000);

      // By chance: six standard deviations.
      assertThat(counts)
          .hasSize(2)
          .hasEntrySatisfying("two", n -> assertThat(n).isBetween(370, 630));
    }
  }

  @Test
  void blockingCallsAreDistributedToo() {
    try (Node node = start(EdgeOptions.NONE, 1, 1)) {
      assertThat(count(front(node), "blocking", 200)).containsOnlyKeys("one", "two");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"typed", "untyped", "blocking"})
  void weightOfZeroGetsNoCall(String how) {
    try (Node node = start(EdgeOptions.NONE, 1, 0)) {
      assertThat(count(front(node), how, 300)).containsOnlyKeys("one");
    }
  }

  @Test
  void requestsOfOneUserStayTogetherHoweverTheyAreCalled() {
    try (Node node = start(sticky(new Sticky.Header("x-user")), 1, 1)) {
      Map<String, Integer> homes = new HashMap<>();
      for (int user = 0; user < 40; user++) {
        Front front = CallOptions.none().header("X-User", "user-" + user).on(front(node));
        var home = count(front, "typed", 10).keySet();
        assertThat(home).hasSize(1);
        assertThat(count(front, "untyped", 10)).containsOnlyKeys(home);
        assertThat(count(front, "blocking", 10)).containsOnlyKeys(home);
        homes.merge(home.iterator().next(), 1, Integer::sum);
      }
      assertThat(homes).containsOnlyKeys("one", "two");
      assertThat(count(front(node), "users", 40)).isEqualTo(homes);
    }
  }

  @Test
  void callsOfOneRoutingKeyStayTogether() {
    try (Node node = start(sticky(new Sticky.RoutingKey()), 1, 1)) {
      assertThat(count(front(node), "one key", 100)).hasSize(1);
      Map<String, Integer> first = count(front(node), "keys", 1_000);
      assertThat(first).hasSize(2);
      assertThat(count(front(node), "keys", 1_000)).isEqualTo(first);
      assertThat(count(front(node), "typed", 200)).as("without a key by chance").hasSize(2);
    }
  }

  @Test
  void untypedHandleNamesTheDeploymentThatLacksTheMethod() {
    try (Node node = start(EdgeOptions.NONE, 0, 1)) {
      var failed = failure(front(node).unknownMethod());

      assertThat(failed.failure()).isEqualTo(Failure.BAD_ARGUMENT);
      assertThat(failed).hasMessageContaining("app/V2").hasMessageContaining("blockingName");
    }
  }

  @Test
  void timeoutOfTheEdgeShortensDeadlinesAndIsShortenedByOptions() {
    EdgeOptions timed =
        new EdgeOptions(Optional.of(Duration.ofSeconds(20)), false, Optional.empty());
    try (Node node = start(timed, 1, 0)) {
      assertThat(await(front(node).remaining(60_000))).isBetween(10_000L, 20_000L);
      assertThat(await(front(node).remaining(5_000))).isBetween(1L, 5_000L);
      Front hurried = CallOptions.timeout(Duration.ofSeconds(8)).on(front(node));
      assertThat(await(hurried.remaining(60_000))).as("inherited").isBetween(1L, 8_000L);
    }
  }

  @Test
  void callOverATimedEdgeTimesOut() {
    EdgeOptions timed =
        new EdgeOptions(Optional.of(Duration.ofMillis(100)), false, Optional.empty());
    try (Node node = start(timed, 1, 0)) {
      assertThat(failure(front(node).never()).failure()).isEqualTo(Failure.TIMED_OUT);
    }
  }
}
