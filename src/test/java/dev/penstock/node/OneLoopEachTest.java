package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLoopEachTest {
  private static final int LOOPS = 3;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
  private final OneLoopEach placement = new OneLoopEach(vertx);

  /** Tells its event loop. */
  private static final class Placed extends VerticleBase {
    final AtomicReference<EventLoop> loop = new AtomicReference<>();

    @Override
    public Future<?> start() {
      loop.set(((ContextInternal) context).nettyEventLoop());
      return Future.succeededFuture();
    }
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private String deploy(Placed verticle) {
    return await(placement.deploy(verticle, new DeploymentOptions()));
  }

  @Test
  void noTwoVerticlesShareALoop() {
    Set<EventLoop> loops = new HashSet<>();
    for (int i = 0; i < LOOPS; i++) {
      Placed verticle = new Placed();
      deploy(verticle);
      loops.add(verticle.loop.get());
    }

    assertThat(loops).hasSize(LOOPS);
  }

  @Test
  void loopOfAVerticleThatWasStoppedIsFreeAgain() {
    Placed first = new Placed();
    String id = deploy(first);
    deploy(new Placed());
    deploy(new Placed());
    await(vertx.undeploy(id));

    Placed next = new Placed();
    deploy(next);
    assertThat(next.loop).hasValue(first.loop.get());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void verticleThatFailsToStartTakesNoLoop(boolean throwing) {
    for (int i = 0; i < 2 * LOOPS; i++) {
      Future<String> failed =
          placement.deploy(
              new VerticleBase() {
                @Override
                public Future<?> start() {
                  if (throwing) {
                    throw new IllegalStateException("not today");
                  }
                  return Future.failedFuture("not today");
                }
              },
              new DeploymentOptions());
      assertThat(await(failed.otherwise(Throwable::getMessage))).isEqualTo("not today");
    }
    for (int i = 0; i < LOOPS; i++) {
      deploy(new Placed());
    }
  }
}
