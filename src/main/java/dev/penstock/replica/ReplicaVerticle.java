package dev.penstock.replica;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

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
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica: makes the user's instance and runs the calls that arrive at its address.
 *
 * <p>Its life is led on its event-loop context, whatever threads run the user's code, which may
 * hold them up; each step has ended before the next one begins, and calls see what was there when
 * the consumer was made. It has no limit of its own: a caller takes a slot before it sends, so
 * whatever arrives may run.
 */
public final class ReplicaVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaVerticle.class);

  /** A thread that does not come back tells nobody anything. */
  private static final long TELLING_MILLIS = 200;

  private final ReplicaSpec spec;
  private final Admission admission;
  private final Consumer<Throwable> onUnhealthy;
  private final AtomicBoolean unhealthy = new AtomicBoolean();
  private volatile @Nullable CallThreads threads;
  private volatile @Nullable Instance instance;
  private volatile @Nullable Invoker invoker;
  private volatile @Nullable GivenUpCalls givenUp;
  private volatile @Nullable MessageConsumer<Call> consumer;
  private volatile @Nullable HealthProbe probe;
  private volatile @Nullable EventLoop loop;

  /**
   * A replica that is not deployed.
   *
   * @param onUnhealthy called once, on any thread, when its probes have failed or calls that nobody
   *     waits for hold all of its threads
   */
  public ReplicaVerticle(ReplicaSpec spec, Admission admission, Consumer<Throwable> onUnhealthy) {
    this.spec = spec;
    this.admission = admission;
    this.onUnhealthy =
        cause -> {
          if (unhealthy.compareAndSet(false, true)) {
            onUnhealthy.accept(cause);
          }
        };
  }

  /** How to deploy this verticle. */
  public DeploymentOptions options() {
    return new DeploymentOptions()
        .setClassLoader(spec.loader())
        .setThreadingModel(ThreadingModel.EVENT_LOOP);
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
    spec.profile().onStuck(onUnhealthy);
    if (spec.deployment().interruptible()) {
      spec.profile().interruptsMethods();
    }
    if (spec.deployment().threading() == Threading.EVENT_LOOP) {
      loop = own.nettyEventLoop();
    }
    return calls
        .run(() -> Future.succeededFuture(Instance.construct(spec)))
        .compose(
            made -> {
              HealthProbe health = probe(own, calls, made);
              return made.start(calls, health::once)
                  .compose(started -> serve(own, calls, made, health));
            })
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  private HealthProbe probe(ContextInternal own, CallThreads calls, Instance made) {
    return new HealthProbe(
        own,
        spec.deployment().health(),
        onBegin ->
            calls.run(
                () -> {
                  onBegin.run();
                  return made.checkHealth();
                }),
        onUnhealthy);
  }

  private Future<Void> serve(
      ContextInternal own, CallThreads calls, Instance made, HealthProbe health) {
    instance = made;
    invoker = invoker(made, own);
    if (made.hasHealthCheck()) {
      probe = health;
      health.start();
    }
    Promise<Void> listening = own.promise();
    // A consumer runs on the context on which it is made.
    calls
        .arrival()
        .runOnContext(
            go -> {
              if (loop != null) {
                spec.meter().ownedBy(Thread.currentThread());
              }
              MessageConsumer<Call> arriving =
                  vertx.eventBus().localConsumer(spec.id().address(), this::onCall);
              consumer = arriving;
              arriving.completion().onComplete(listening);
            });
    return listening.future();
  }

  private Invoker invoker(Instance made, ContextInternal own) {
    DeploymentNode deployment = spec.deployment();
    Surroundings around = spec.surroundings();
    GivenUpCalls abandoning =
        new GivenUpCalls(
            spec.id(),
            own,
            around.cancels(),
            around.abandonAfter(),
            deployment.threading() == Threading.WORKER ? deployment.threads() : 0,
            admission,
            spec.meter(),
            onUnhealthy);
    givenUp = abandoning;
    return new Invoker(
        made.object(),
        spec.profile(),
        admission,
        new UserFailures(spec.id(), around.failures(), deployment.interruptible()),
        abandoning,
        spec.meter(),
        deployment.threading() == Threading.EVENT_LOOP,
        deployment.interruptible(),
        around.streamIdleTimeout().toNanos());
  }

  private CallThreads callThreads(ContextInternal own) {
    DeploymentNode deployment = spec.deployment();
    return switch (deployment.threading()) {
      case EVENT_LOOP -> OwnThread.eventLoop(own);
      case WORKER ->
          deployment.threads() == 1
              ? OwnThread.worker(own, spec.loader(), poolName())
              : Lanes.workers(own, spec.loader(), poolName(), deployment.threads());
      case VIRTUAL -> Lanes.virtual(own, spec.loader());
    };
  }

  private String poolName() {
    return "penstock-" + spec.id();
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
                    : calls
                        .run(made::stop)
                        .timeout(spec.deployment().shutdownTimeout().toMillis() + 1, MILLISECONDS))
        .recover(
            failure -> {
              if (failure instanceof TimeoutException) {
                LOG.warn(
                    "replica {} did not stop within {}: its stop has not ended",
                    spec.id(),
                    spec.deployment().shutdownTimeout());
              } else {
                LOG.warn("replica {}: its stop failed", spec.id(), failure);
              }
              return Future.succeededFuture();
            })
        .eventually(
            () -> {
              giveBack();
              GivenUpCalls abandoning = givenUp;
              if (abandoning != null) {
                abandoning.close();
              }
              return calls == null ? Future.succeededFuture() : close(calls);
            });
  }

  /** Those who still waited are told on their threads before these end. */
  private Future<Void> close(CallThreads calls) {
    return spec.profile().end()
        ? calls
            .run(() -> Future.<Void>succeededFuture())
            .timeout(TELLING_MILLIS, MILLISECONDS)
            .transform(told -> calls.close())
        : calls.close();
  }
}
