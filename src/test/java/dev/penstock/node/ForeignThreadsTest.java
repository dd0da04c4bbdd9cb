package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallFailedException;
import dev.penstock.Configurable;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.Failure;
import dev.penstock.HealthCheck;
import dev.penstock.Penstock;
import dev.penstock.ReplicaContext;
import dev.penstock.Threading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** User code whose futures end on threads of its own, or which fails while its failure is told. */
class ForeignThreadsTest {
  public interface Places {
    Future<List<String>> places();

    Future<Void> failInTelling();

    Future<List<String>> lazy();
  }

  /** The first instance blocks in each probe but the first, until the test ends. */
  public static final class Blocking implements Places, DeploymentLifecycle {
    static final CountDownLatch MADE = new CountDownLatch(2);
    static final CountDownLatch END = new CountDownLatch(1);
    private final boolean first = MADE.getCount() == 2;
    private boolean probed;

    public Blocking() {
      MADE.countDown();
    }

    @Override
    public Future<Void> checkHealth() {
      if (first && probed) {
        RunningNode.await(END);
      }
      probed = true;
      return Future.succeededFuture();
    }

    @Override
    public Future<List<String>> places() {
      return Future.succeededFuture(List.of(Thread.currentThread().getName()));
    }

    @Override
    public Future<Void> failInTelling() {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<String>> lazy() {
      return places();
    }
  }

  /** Notes the thread of each step; every future ends on a thread that is not the replica's. */
  public static final class Loading implements Places, DeploymentLifecycle, Configurable<String> {
    private final List<String> places = new CopyOnWriteArrayList<>();

    public Loading() {
      note();
    }

    private void note() {
      places.add(Thread.currentThread().getName());
    }

    private static <T> Future<T> elsewhere(T result) {
      Promise<T> promise = Promise.promise();
      new Thread(() -> promise.complete(result), "elsewhere").start();
      return promise.future();
    }

    @Override
    public Future<Void> configure(String config) {
      note();
      return elsewhere("done").mapEmpty();
    }

    @Override
    public Future<Void> start(ReplicaContext replica) {
      note();
      return elsewhere("done").mapEmpty();
    }

    @Override
    public Future<Void> checkHealth() {
      note();
      return elsewhere("done").mapEmpty();
    }

    @Override
    public Future<List<String>> places() {
      note();
      return elsewhere(List.copyOf(places));
    }

    @Override
    public Future<List<String>> lazy() {
      return Future.succeededFuture(
          new AbstractList<>() {
            @Override
            public String get(int index) {
              throw new IllegalStateException("the session is closed");
            }

            @Override
            public int size() {
              return 1;
            }
          });
    }

    @Override
    public Future<Void> failInTelling() {
      throw new IllegalStateException() {
        @Override
        public String getMessage() {
          throw new UnsupportedOperationException("no message");
        }
      };
    }
  }

  private static Penstock start(Threading threading) {
    var model =
        Deployment.of("Loading", Loading.class)
            .threading(threading)
            .userConfig("any")
            .maxOngoing(1)
            .contract(Places.class)
            .bind();
    return Penstock.settings(
            new JsonObject().put("http", Map.of("port", 0)).put("store", RunningNode.store()))
        .run(Application.of("app", model));
  }

  @ParameterizedTest
  @EnumSource(
      value = Threading.class,
      names = {"EVENT_LOOP", "WORKER"})
  void allStepsAndCallsRunOnTheReplicasOwnThread(Threading threading) {
    try (var node = start(threading)) {
      Places model = node.handle("app", "Loading", Places.class);
      List<String> places = RunningNode.await(model.places());

      // Constructor, configure, start, first health check, call.
      assertThat(places).hasSize(5);
      assertThat(places).allMatch(name -> name.equals(places.get(0)));
      String kind = threading == Threading.WORKER ? "penstock-app/Loading#0" : "eventloop";
      assertThat(places.get(0)).contains(kind);
    }
  }

  @Test
  void failureThatCannotBeToldEndsTheCallAndFreesItsSlot() {
    try (var node = start(Threading.EVENT_LOOP)) {
      Places model = node.handle("app", "Loading", Places.class);
      Throwable failure = RunningNode.failure(model.failInTelling());

      assertThat(failure).isInstanceOf(CallFailedException.class);
      assertThat(((CallFailedException) failure).failure()).isEqualTo(Failure.USER_ERROR);
      assertThat(RunningNode.await(model.places())).isNotEmpty();
    }
  }

  @Test
  void resultThatFailsWhileItIsCopiedEndsTheCallAndFreesItsSlot() {
    try (var node = start(Threading.EVENT_LOOP)) {
      Places model = node.handle("app", "Loading", Places.class);
      CallFailedException failure = RunningNode.failure(model.lazy());

      assertThat(failure.failure()).isEqualTo(Failure.USER_ERROR);
      assertThat(failure.errorId()).isPresent();
      assertThat(failure).hasMessageContaining("the session is closed");
      assertThat(RunningNode.await(model.places())).isNotEmpty();
    }
  }

  @Test
  void replicaThatBlocksInItsProbeIsReplaced() {
    var model =
        Deployment.of("Blocking", Blocking.class)
            .threading(Threading.WORKER)
            .health(new HealthCheck(Duration.ofMillis(10), Duration.ofMillis(50), 1))
            .shutdownTimeout(Duration.ofMillis(200))
            .bind();
    try (var node =
        Penstock.settings(
                new JsonObject().put("http", Map.of("port", 0)).put("store", RunningNode.store()))
            .run(Application.of("app", model))) {
      RunningNode.await(Blocking.MADE);
      Places places = node.handle("app", "Blocking", Places.class);
      assertThat(RunningNode.await(places.places()).get(0)).contains("Blocking#1");
    } finally {
      Blocking.END.countDown();
    }
  }
}
