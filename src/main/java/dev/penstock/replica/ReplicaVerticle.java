package dev.penstock.replica;

import dev.penstock.Threading;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.message.Call;
import io.netty.channel.EventLoop;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica: makes the user's instance and runs the calls that arrive at its address.
 *
 * <p>State is confined to the verticle's context. It has no limit of its own: a caller takes a slot
 * before it sends, so whatever arrives may run.
 */
public final class ReplicaVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaVerticle.class);

  private final ReplicaSpec spec;
  private final Admission admission;
  private final Consumer<Throwable> onUnhealthy;
  private volatile @Nullable CallThreads threads;
  private @Nullable Instance instance;
  private @Nullable Invoker invoker;
  private @Nullable MessageConsumer<Call> consumer;
  private @Nullable HealthProbe probe;
  private volatile @Nullable EventLoop loop;

  /**
   * A replica that is not deployed.
   *
   * @param onUnhealthy called once when its probes have failed, on any thread
   */
  public ReplicaVerticle(ReplicaSpec spec, Admission admission, Consumer<Throwable> onUnhealthy) {
    this.spec = spec;
    this.admission = admission;
    this.onUnhealthy = onUnhealthy;
  }

  /** How to deploy this verticle. */
  public DeploymentOptions options() {
    DeploymentNode deployment = spec.deployment();
    DeploymentOptions options = new DeploymentOptions().setClassLoader(spec.loader());
    return deployment.threading() == Threading.WORKER && deployment.threads() == 1
        ? options
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName(poolName())
            .setWorkerPoolSize(1)
        : options.setThreadingModel(ThreadingModel.EVENT_LOOP);
  }

  private Object object() {
    Instance made = instance;
    if (made == null) {
      throw new IllegalStateException("replica " + spec.id() + " has not started");
    }
    return made.object();
  }

  /** Does something with the user's object on the verticle's own context. */
  public <R> Future<R> withObject(Function<Object, R> use) {
    Promise<R> done = Promise.promise();
    context.runOnContext(
        go -> {
          try {
            done.complete(use.apply(object()));
          } catch (Throwable thrown) {
            // Whatever it is, it must reach who waits for the end.
            done.fail(thrown);
          }
        });
    return done.future();
  }

  /** The event loop of the verticle's context, whatever threads run the user's code. */
  public EventLoop ownLoop() {
    return ((ContextInternal) context).nettyEventLoop();
  }

  /** What a replica fails to start with when a step of others failed. */
  public ReplicaStartException startFailure(String step, Throwable cause) {
    return new ReplicaStartException(spec.id(), step, cause);
  }

  /** The event loop that runs the user's code, null if other threads do. */
  public @Nullable EventLoop loop() {
    return loop;
  }

  @Override
  public Future<?> start() {
    ContextInternal own = (ContextInternal) context;
    CallThreads calls = callThreads(own);
    threads = calls;
    if (spec.deployment().threading() == Threading.EVENT_LOOP) {
      loop = own.nettyEventLoop();
    }
    return calls
        .run(() -> Future.succeededFuture(Instance.construct(spec)))
        .compose(made -> made.start(calls).map(made))
        .compose(
            made -> {
              instance = made;
              return listen(calls, made);
            })
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  private CallThreads callThreads(ContextInternal own) {
    DeploymentNode deployment = spec.deployment();
    return switch (deployment.threading()) {
      case EVENT_LOOP -> new OwnThread(own);
      case WORKER ->
          deployment.threads() == 1
              ? new OwnThread(own)
              : Lanes.workers(own, spec.loader(), poolName(), deployment.threads());
      case VIRTUAL -> Lanes.virtual(own, spec.loader());
    };
  }

  private String poolName() {
    return "penstock-" + spec.id();
  }

  private Future<Void> listen(CallThreads calls, Instance made) {
    invoker = new Invoker(made.object(), spec.id(), admission);
    MessageConsumer<Call> listening =
        vertx.eventBus().localConsumer(spec.id().address(), this::onCall);
    consumer = listening;
    if (made.hasHealthCheck()) {
      HealthProbe started =
          new HealthProbe(
              vertx, spec.deployment().health(), () -> calls.run(made::checkHealth), onUnhealthy);
      probe = started;
      started.start();
    }
    return listening.completion();
  }

  private void onCall(Message<Call> message) {
    CallThreads calls = threads;
    Invoker running = invoker;
    if (calls == null || running == null) {
      throw new IllegalStateException("replica " + spec.id() + " was called before it started");
    }
    calls.run(message.body(), ContextInternal.current(), running);
  }

  /** Gives back calls that arrived and have not begun to run. Any thread. */
  public void giveBack() {
    CallThreads calls = threads;
    if (calls != null) {
      calls.giveBack(admission);
    }
  }

  @Override
  public Future<Void> stop() {
    HealthProbe probing = probe;
    if (probing != null) {
      probing.stop();
    }
    MessageConsumer<Call> listening = consumer;
    Instance made = instance;
    CallThreads calls = threads;
    Future<Void> deaf = listening == null ? Future.succeededFuture() : listening.unregister();
    return deaf.transform(
            unregistered ->
                made == null || calls == null
                    ? Future.<Void>succeededFuture()
                    : calls.run(made::stop))
        .recover(
            failure -> {
              LOG.warn("replica {}: its stop failed", spec.id(), failure);
              return Future.succeededFuture();
            })
        .eventually(
            () -> {
              giveBack();
              return calls == null ? Future.succeededFuture() : calls.close();
            });
  }
}
