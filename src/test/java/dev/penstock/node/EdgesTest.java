package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.Edge;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.Penstock;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

  private static Penstock start(int first, int second) {
    return start(first, second, edge -> edge);
  }

  private static Penstock start(int first, int second, UnaryOperator<Edge> options) {
    var v1 = model("V1").bind("one");
    var v2 = model("V2").bind("two");
    Edge edge = options.apply(Edge.weighted(Map.of(v1, first, v2, second)));
    var front =
        Deployment.of("Front", Counting.class).threading(Threading.WORKER).bind(edge, edge, v2);
    return RunningNode.of(Application.of("app", front)).penstock;
  }

  private static Deployment<NamedModel> model(String name) {
    return Deployment.of(name, NamedModel.class)
        .maxQueued(20_000)
        .shutdownTimeout(Duration.ofMillis(100));
  }

  private static Front front(Penstock node) {
    return node.handle("app", "Front", Front.class);
  }

  private static Map<String, Integer> count(Front front, String how, int calls) {
    return await(front.count(how, calls));
  }

  @ParameterizedTest
  @ValueSource(strings = {"typed", "untyped", "options"})
  void callsAreDistributedInProportionToTheWeights(String how) {
    try (Penstock node = start(95, 5)) {
      Map<String, Integer> counts = count(front(node), how, 10_000);

      // By chance: six standard deviations.
      assertThat(counts)
          .hasSize(2)
          .hasEntrySatisfying("two", n -> assertThat(n).isBetween(370, 630));
    }
  }

  @Test
  void blockingCallsAreDistributedToo() {
    try (Penstock node = start(1, 1)) {
      assertThat(count(front(node), "blocking", 200)).containsOnlyKeys("one", "two");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"typed", "untyped", "blocking"})
  void weightOfZeroGetsNoCall(String how) {
    try (Penstock node = start(1, 0)) {
      assertThat(count(front(node), how, 300)).containsOnlyKeys("one");
    }
  }

  @Test
  void requestsOfOneUserStayTogetherHoweverTheyAreCalled() {
    try (Penstock node = start(1, 1, edge -> edge.sticky("header:X-User"))) {
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
    try (Penstock node = start(1, 1, edge -> edge.sticky("routingKey"))) {
      assertThat(count(front(node), "one key", 100)).hasSize(1);
      Map<String, Integer> first = count(front(node), "keys", 1_000);
      assertThat(first).hasSize(2);
      assertThat(count(front(node), "keys", 1_000)).isEqualTo(first);
      assertThat(count(front(node), "typed", 200)).as("without a key by chance").hasSize(2);
    }
  }

  @Test
  void untypedHandleNamesTheDeploymentThatLacksTheMethod() {
    try (Penstock node = start(0, 1)) {
      var failed = failure(front(node).unknownMethod());

      assertThat(failed.failure()).isEqualTo(Failure.BAD_ARGUMENT);
      assertThat(failed).hasMessageContaining("app/V2").hasMessageContaining("blockingName");
    }
  }

  @Test
  void timeoutOfTheEdgeShortensDeadlinesAndIsShortenedByOptions() {
    try (Penstock node = start(1, 0, edge -> edge.timeout(Duration.ofSeconds(20)))) {
      assertThat(await(front(node).remaining(60_000))).isBetween(10_000L, 20_000L);
      assertThat(await(front(node).remaining(5_000))).isBetween(1L, 5_000L);
      Front hurried = CallOptions.timeout(Duration.ofSeconds(8)).on(front(node));
      assertThat(await(hurried.remaining(60_000))).as("inherited").isBetween(1L, 8_000L);
    }
  }

  @Test
  void callOverATimedEdgeTimesOut() {
    try (Penstock node = start(1, 0, edge -> edge.timeout(Duration.ofMillis(100)))) {
      assertThat(failure(front(node).never()).failure()).isEqualTo(Failure.TIMED_OUT);
    }
  }
}
