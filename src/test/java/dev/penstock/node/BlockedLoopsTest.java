package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.config.ApplicationReader;
import dev.penstock.config.ConfigReader;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.GraphCompiler;
import dev.penstock.message.Contract;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BlockedLoopsTest {
  interface Model {
    Future<String> run();
  }

  static class Outer implements Model {
    @Override
    public Future<String> run() {
      return Future.succeededFuture("outer");
    }

    static final class Inner {}
  }

  /** Its name starts like the other's. */
  static final class OuterMost implements Model {
    @Override
    public Future<String> run() {
      return Future.succeededFuture("most");
    }
  }

  private static DeploymentNode deployment(Class<? extends Model> type) {
    Application application = Application.of("app", Deployment.of(type).bind());
    ConfigReader.Result read = ApplicationReader.read(new JsonObject(), List.of(application));
    return new GraphCompiler(Contract::problems)
        .compile(read)
        .orThrow("test")
        .get(0)
        .root()
        .orElseThrow();
  }

  private static StackTraceElement[] stack(Class<?>... types) {
    StackTraceElement[] stack = new StackTraceElement[types.length];
    for (int i = 0; i < types.length; i++) {
      String loader =
          types[i].getClassLoader() == null ? null : types[i].getClassLoader().getName();
      stack[i] = new StackTraceElement(loader, null, null, types[i].getName(), "method", null, 1);
    }
    return stack;
  }

  private final BlockedLoops blocked = new BlockedLoops();
  private final DeploymentNode outer = deployment(Outer.class);
  private final DeploymentNode most = deployment(OuterMost.class);

  @Test
  void namesTheDeploymentNearestToTheTopOfTheStack() {
    blocked.add(outer);
    blocked.add(most);

    assertThat(blocked.deploymentsOn(stack(String.class, OuterMost.class, Outer.class)))
        .containsExactly("app/OuterMost");
    assertThat(blocked.deploymentsOn(stack(Outer.Inner.class, OuterMost.class)))
        .containsExactly("app/Outer");
    assertThat(blocked.deploymentsOn(stack(String.class))).isEmpty();
  }

  @Test
  void forgetsDeploymentsThatAreGone() {
    blocked.add(outer);
    blocked.remove(outer);

    assertThat(blocked.deploymentsOn(stack(Outer.class))).isEmpty();
  }

  /** The thread's own stack has this class, which stands for a deployment's. */
  @Test
  void blockedLoopIsLoggedWithTheDeploymentAndTheStack() throws InterruptedException {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(5)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(20)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch logged = new CountDownLatch(1);
    try (var log = new RunningNode.Log()) {
      log.onEvent(event -> logged.countDown());
      blocked.add(deployment(Blocking.class));
      blocked.watch((VertxInternal) vertx);
      Context context = vertx.getOrCreateContext();
      context.runOnContext(go -> new Blocking().waitFor(release));

      await(logged);

      assertThat(log.with("has been blocked for").get(0).getFormattedMessage())
          .contains(" by app/Blocking;", "\"threading\": \"worker\"");
      assertThat(log.with("has been blocked for").get(0).getThrowableProxy()).isNotNull();
    } finally {
      release.countDown();
      await(vertx.close());
    }
  }

  static final class Blocking implements Model {
    void waitFor(CountDownLatch release) {
      await(release);
    }

    @Override
    public Future<String> run() {
      return Future.succeededFuture("never called");
    }
  }
}
