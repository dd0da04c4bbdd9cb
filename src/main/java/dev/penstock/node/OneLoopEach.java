package dev.penstock.node;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deploys verticles so that no two of them share an event loop.
 *
 * <p>Vert.x gives event loops in turn, to whoever asks. A verticle that is given a loop of another
 * one steps back before it starts, and is deployed again. Thread-safe.
 */
final class OneLoopEach {
  private static final class LoopTaken extends RuntimeException {
    LoopTaken() {
      super("the event loop is taken", null, false, false);
    }
  }

  private final Vertx vertx;
  private final Set<EventLoop> taken = ConcurrentHashMap.newKeySet();

  OneLoopEach(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Deploys a verticle on a loop of its own; the future gives the deployment id. */
  Future<String> deploy(Deployable verticle, DeploymentOptions options) {
    return vertx
        .deployVerticle(new Claiming(verticle), options)
        .recover(
            failure ->
                failure instanceof LoopTaken
                    ? deploy(verticle, options)
                    : Future.failedFuture(failure));
  }

  private final class Claiming implements Deployable {
    private final Deployable verticle;

    Claiming(Deployable verticle) {
      this.verticle = verticle;
    }

    @Override
    public Future<?> deploy(Context context) throws Exception {
      EventLoop loop = ((ContextInternal) context).nettyEventLoop();
      if (!taken.add(loop)) {
        throw new LoopTaken();
      }
      try {
        return verticle.deploy(context).onFailure(failure -> taken.remove(loop));
      } catch (Throwable thrown) {
        taken.remove(loop);
        throw thrown;
      }
    }

    @Override
    public Future<?> undeploy(Context context) throws Exception {
      taken.remove(((ContextInternal) context).nettyEventLoop());
      return verticle.undeploy(context);
    }
  }
}
