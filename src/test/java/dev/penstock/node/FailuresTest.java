package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static dev.penstock.node.RunningNode.failure;
import static dev.penstock.node.RunningNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallFailedException;
import dev.penstock.Deployment;
import dev.penstock.Failure;
import dev.penstock.Penstock;
import dev.penstock.Threading;
import dev.penstock.junit5.CallTo;
import dev.penstock.junit5.Graph;
import dev.penstock.junit5.Injected;
import dev.penstock.junit5.PenstockClient;
import dev.penstock.junit5.PenstockTest;
import dev.penstock.junit5.UserFailures;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers and the log see of user code that fails. */
@PenstockTest
class FailuresTest {
  /** A bean that Jackson cannot read from its getter. */
  public static final class Broken {
    public @Nullable String getText() {
      throw new IllegalStateException("no text today");
    }

    public void setText(String text) {}
  }

  interface Model {
    Future<String> run(String how);

    Future<Broken> broken();
  }

  static final class FailingModel implements Model {
    private static final Map<String, Supplier<@Nullable Future<String>>> WAYS =
        Map.ofEntries(
            Map.entry("ok", () -> Future.succeededFuture("ok")),
            Map.entry("null", () -> null),
            Map.entry("failed", () -> Future.failedFuture(new IOException("disk on fire"))),
            Map.entry(
                "later",
                () -> {
                  Promise<String> promise = Promise.promise();
                  new Thread(() -> promise.fail(new IOException("disk on fire"))).start();
                  return promise.future();
                }),
            Map.entry(
                "refused",
                () -> {
                  throw new CallFailedException(Failure.BAD_ARGUMENT, "that is no picture");
                }),
            Map.entry(
                "refused later",
                () ->
                    Future.failedFuture(
                        new CompletionException(
                            new CallFailedException(Failure.BAD_ARGUMENT, "that is no picture")))),
            Map.entry("assertion", () -> fail(new AssertionError("never true"))),
            Map.entry("linkage", () -> fail(new NoClassDefFoundError("missing/Library"))),
            Map.entry("stack", FailingModel::endless),
            Map.entry("error", () -> fail(new Error("an error of its own"))));

    private static Future<String> fail(Error error) {
      throw error;
    }

    @SuppressWarnings("InfiniteRecursion") // The point of it.
    private static Future<String> endless() {
      return endless().map(text -> text);
    }

    @Override
    @SuppressWarnings("NullAway") // Returns null where the contract forbids it.
    public Future<String> run(String how) {
      if (how.equals("thrown")) {
        throw new IllegalArgumentException("bad day");
      }
      return WAYS.get(how).get();
    }

    @Override
    public Future<Broken> broken() {
      return Future.succeededFuture(new Broken());
    }
  }

  /** Two user methods on the way. */
  static final class Passing implements Model {
    private final Model next;

    Passing(Model next) {
      this.next = next;
    }

    @Override
    public Future<String> run(String how) {
      return next.run(how);
    }

    @Override
    public Future<Broken> broken() {
      return next.broken();
    }
  }

  @Graph
  static List<Application> graph() {
    var model = Deployment.of("Model", FailingModel.class).maxOngoing(2);
    var one = Deployment.of("One", Passing.class).bind(model.bind());
    var two = Deployment.of("Two", Passing.class).bind(one);
    return List.of(
        Application.of("app", two),
        Application.of("worker", model.threading(Threading.WORKER).threads(2).maxOngoing(2).bind())
            .route("/worker"));
  }

  @Injected private Penstock node;
  @Injected private PenstockClient client;

  @CallTo("app/Model")
  private Model model;

  @AfterEach
  void failuresAreWhatIsWanted(UserFailures failures) {
    failures.take();
  }

  @Test
  void exceptionBecomesAProblemWithAnErrorIdAndIsLoggedOnceWithItsStack() {
    try (var log = new RunningNode.Log()) {
      HttpResponse<String> response = client.post("/run", "thrown", "X-Request-Id", "abc-2");

      assertThat(response.statusCode()).isEqualTo(500);
      JsonObject problem = problem(response);
      String errorId = problem.getString("errorId");
      assertThat(errorId).isNotEmpty();
      assertThat(problem.getString("requestId")).isEqualTo("abc-2");
      assertThat(response.body()).doesNotContain("at dev.penstock", ".java");
      assertThat(log.with(errorId))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.getFormattedMessage()).contains("app/Model#0.run");
                assertThat(line.getThrowableProxy().getMessage()).isEqualTo("bad day");
                assertThat(line.getThrowableProxy().getStackTraceElementProxyArray())
                    .anyMatch(
                        frame ->
                            frame.getSTEAsString().contains(FailingModel.class.getSimpleName()));
              });
      assertThat(log.with("bad day")).hasSize(1);
    }
  }

  @Test
  void failureThatPassesThroughUserMethodsKeepsKindReplicaAndErrorId() {
    try (var log = new RunningNode.Log()) {
      CallFailedException failure = failure(node.handle("app", "Two", Model.class).run("failed"));

      assertThat(failure.failure()).isEqualTo(Failure.USER_ERROR);
      assertThat(failure.deployment()).contains("app/Model");
      assertThat(failure.replica()).contains("app/Model#0");
      assertThat(failure.ran()).isTrue();
      assertThat(failure).hasMessage("IOException: disk on fire");
      assertThat(log.with(failure.errorId().orElseThrow())).hasSize(1);
      assertThat(log.with("disk on fire")).hasSize(1);
    }
  }

  @Test
  void failureOnAForeignThreadReachesTheCallerAndIsLoggedWithItsRequest() {
    try (var log = new RunningNode.Log()) {
      HttpResponse<String> response = client.post("/run", "later", "X-Request-Id", "abc-3");

      assertThat(log.with(problem(response).getString("errorId")))
          .singleElement()
          .satisfies(
              line -> assertThat(line.getMDCPropertyMap()).containsEntry("requestId", "abc-3"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused", "refused later"})
  void refusalByUserCodeIsTheClientsMistake(String how) {
    HttpResponse<String> response = client.post("/run", how);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(problem(response).getString("detail")).contains("that is no picture");
    CallFailedException failure = failure(model.run(how));
    assertThat(failure.failure()).isEqualTo(Failure.BAD_ARGUMENT);
    assertThat(failure.ran()).isTrue();
    assertThat(failure.deployment()).contains("app/Model");
  }

  @Test
  void nullInsteadOfAFutureIsAUserError() {
    CallFailedException failure = failure(model.run("null"));

    assertThat(failure.failure()).isEqualTo(Failure.USER_ERROR);
    assertThat(failure).hasMessageContaining("returned null instead of a future");
    assertThat(failure.errorId()).isPresent();
  }

  @Test
  void resultThatCannotBeEncodedIsAUserErrorAndFreesItsSlot() {
    for (int i = 0; i < 5; i++) {
      CallFailedException failure = failure(model.broken());

      assertThat(failure.failure()).isEqualTo(Failure.USER_ERROR);
      assertThat(failure).hasMessageContaining("no text today");
    }
  }

  @Test
  void argumentThatCannotBeEncodedNeverLeavesTheCaller() {
    interface Taking {}
    CallFailedException failure =
        failure(
            node.handle("app", "Model", dev.penstock.Handle.class).call("run", new Taking() {}));

    assertThat(failure.failure()).isEqualTo(Failure.BAD_ARGUMENT);
    assertThat(failure.ran()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"assertion", "linkage", "stack", "error", "thrown", "null"})
  void replicaServesOnAfterWhateverWasThrown(String how) {
    for (String application : new String[] {"app", "worker"}) {
      Model model = node.handle(application, "Model", Model.class);
      for (int i = 0; i < 3; i++) {
        assertThat(failure(model.run(how)).failure()).isEqualTo(Failure.USER_ERROR);
      }
      assertThat(await(model.run("ok"))).isEqualTo("ok");
    }
  }
}
