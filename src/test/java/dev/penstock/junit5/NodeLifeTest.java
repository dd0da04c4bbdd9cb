package dev.penstock.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.examples.Model;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/** When the node of a test class runs, and when it does not any more. */
class NodeLifeTest {
  private static final List<PenstockClient> CLIENTS = new CopyOnWriteArrayList<>();

  @BeforeEach
  void forget() {
    CLIENTS.clear();
  }

  private static void assertClosed() {
    assertThat(CLIENTS).isNotEmpty();
    for (PenstockClient client : CLIENTS) {
      assertThatThrownBy(() -> client.get("/-/healthz"))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(ConnectException.class)
          .hasMessageContaining("GET " + client.url() + "/-/healthz was not answered");
    }
  }

  @PenstockTest(config = "conf/pipeline.json")
  static final class Fails {
    @Test
    void one(PenstockClient client) {
      CLIENTS.add(client);
      throw new IllegalStateException("no");
    }

    @AfterAll
    static void stillServes(PenstockClient client) {
      CLIENTS.add(client);
      assertThat(client.get("/-/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void closesAfterTheLastTestAlsoIfItFails() {
    FailedRun run = FailedRun.of(Fails.class);

    assertThat(run.failed()).containsExactly("one");
    assertThat(CLIENTS).hasSize(2);
    assertClosed();
  }

  @PenstockTest(config = "conf/pipeline.json")
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static final class CannotBeMade {
    CannotBeMade(PenstockClient client) {
      CLIENTS.add(client);
      throw new IllegalStateException("no instance today");
    }

    @Test
    void neverRuns() {}
  }

  @Test
  void closesIfTheConstructorFailsThatTheNodeWasStartedFor() {
    FailedRun run = FailedRun.of(CannotBeMade.class);

    assertThat(run.failure("CannotBeMade")).hasMessageContaining("no instance today");
    assertClosed();
  }

  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  /** Two classes of this kind run at the same time, each with its own fake. */
  private static void meet(PenstockClient client, String fake) throws Exception {
    CLIENTS.add(client);
    BOTH.await(20, TimeUnit.SECONDS);
    assertThat(client.post("/", "Hello").body()).isEqualTo(fake);
    BOTH.await(20, TimeUnit.SECONDS);
  }

  @PenstockTest(config = "conf/pipeline.json")
  static final class Left {
    @Replace("Model")
    static final Model FAKE = data -> Future.succeededFuture("left");

    @Test
    void meetsTheOther(PenstockClient client) throws Exception {
      meet(client, "left");
    }
  }

  @PenstockTest(config = "conf/pipeline.json")
  static final class Right {
    @Replace("Model")
    static final Model FAKE = data -> Future.succeededFuture("right");

    @Test
    void meetsTheOther(PenstockClient client) throws Exception {
      meet(client, "right");
    }
  }

  @Test
  void classesThatRunAtTheSameTimeHaveTheirOwnNodes() {
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter(
            "junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
        .selectors(
            DiscoverySelectors.selectClass(Left.class), DiscoverySelectors.selectClass(Right.class))
        .execute()
        .testEvents()
        .assertStatistics(statistics -> statistics.succeeded(2).failed(0));

    assertThat(CLIENTS.stream().map(PenstockClient::url)).doesNotHaveDuplicates().hasSize(2);
    assertClosed();
  }
}
