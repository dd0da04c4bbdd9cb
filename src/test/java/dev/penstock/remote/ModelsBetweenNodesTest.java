package dev.penstock.remote;

import static dev.penstock.remote.TwoNodes.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Deployment;
import dev.penstock.DeploymentLifecycle;
import dev.penstock.ModelCache;
import dev.penstock.Penstock;
import dev.penstock.ReplicaContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes with one replica each: those of the second node have a model from the start. */
class ModelsBetweenNodesTest {
  private static final Whereabouts WHERE = new Whereabouts();
  private static final AtomicReference<String> FIRST = new AtomicReference<>();
  private static final Promise<Void> RELEASED = Promise.promise();
  private static TwoNodes nodes;

  public interface Model {
    /** The node that it runs on, once the model of the call is there. */
    Future<String> where();

    /** The same, later. */
    Future<String> hold();
  }

  public interface Words {
    Future<String> size(String words);
  }

  public interface Parts {
    Future<String> size(List<byte[]> parts, int more);
  }

  public static final class Models implements Model, Words, Parts, DeploymentLifecycle {
    private final ModelCache<String> cache = ModelCache.of(Future::succeededFuture).build();
    private String node = "";

    @Override
    public Future<Void> start(ReplicaContext replica) {
      node = replica.nodeId();
      FIRST.compareAndSet(null, node);
      WHERE.started(this, replica);
      return node.equals(FIRST.get())
          ? Future.succeededFuture()
          : cache.use("of the second", model -> Future.succeededFuture());
    }

    @Override
    public Future<Void> stop() {
      WHERE.stopped(this);
      return Future.succeededFuture();
    }

    @Override
    public Future<String> where() {
      String model = CallContext.current().modelId().orElse("any");
      return cache.use(model, loaded -> Future.succeededFuture(node));
    }

    @Override
    public Future<String> hold() {
      return RELEASED.future().map(node);
    }

    @Override
    public Future<String> size(String words) {
      return Future.succeededFuture(node + " words " + words.length());
    }

    @Override
    public Future<String> size(List<byte[]> parts, int more) {
      return Future.succeededFuture(node + " parts " + (parts.size() + more));
    }
  }

  @BeforeAll
  static void startNodes() throws Exception {
    nodes =
        new TwoNodes(
            () ->
                Application.of("models")
                    .with(Deployment.of("Model", Models.class).replicas(2).maxOngoing(2).bind()));
    WHERE.await(counts -> counts.equals(List.of(1, 1)));
  }

  @AfterAll
  static void stopNodes() {
    nodes.close();
  }

  @Test
  void callsGoToTheNodeWhoseAnswerToldThatItHasTheModelAndToTheMethodTheirContractMeans() {
    Penstock first = nodes.node(0);
    Model model = first.handle("models", "Model", Model.class);
    Words words = first.handle("models", "Model", Words.class);
    Parts parts = first.handle("models", "Model", Parts.class);

    // While the near replica is full, calls wait for the far one, or go there.
    Future<String> held = model.hold();
    Future<String> heldToo = model.hold();
    String far = await(model.where());
    assertThat(await(words.size("abc"))).isEqualTo(far + " words 3");
    assertThat(await(parts.size(List.of(new byte[1], new byte[2]), 5))).isEqualTo(far + " parts 7");
    RELEASED.complete();
    assertThat(Set.of(far)).doesNotContain(await(held)).doesNotContain(await(heldToo));

    Model named = CallOptions.none().modelId("of the second").on(model);
    Set<String> answered = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      answered.add(await(named.where()));
    }
    assertThat(answered).containsExactly(far);
  }
}
