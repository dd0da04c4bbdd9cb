package dev.penstock.benchmarks.calls;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The reference: the least that a call over the event bus can be. A local consumer, an envelope
 * that travels by reference, in it the text and a promise of the caller's context; no deadline, no
 * current call, no limit, no choice of a replica.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BusSend {
  /** Where the caller runs. */
  @Param({"SAME_LOOP", "OTHER_LOOP"})
  public Placement placement = Placement.SAME_LOOP;

  private Vertx vertx;
  private ContextInternal caller;
  private MessageProducer<EnvelopeByReference.Envelope> producer;

  /** Makes two contexts, a consumer on one of them. */
  @Setup(Level.Trial)
  public void start() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    VertxInternal internal = (VertxInternal) vertx;
    ContextInternal callee = internal.createEventLoopContext();
    caller = internal.createEventLoopContext();
    boolean same = placement == Placement.SAME_LOOP;
    while ((caller.nettyEventLoop() == callee.nettyEventLoop()) != same) {
      caller = internal.createEventLoopContext();
    }
    vertx.eventBus().registerCodec(new EnvelopeByReference());
    Promise<Void> listening = Promise.promise();
    callee.runOnContext(
        go ->
            vertx
                .eventBus()
                .localConsumer("no-op", BusSend::answer)
                .completion()
                .onComplete(listening));
    await(listening.future());
    producer =
        vertx
            .eventBus()
            .sender(
                "no-op",
                new DeliveryOptions().setLocalOnly(true).setCodecName(EnvelopeByReference.NAME));
  }

  private static void answer(Message<EnvelopeByReference.Envelope> message) {
    message.body().reply().complete("done");
  }

  /** Makes the calls. */
  @Benchmark
  @OperationsPerInvocation(HandleCall.CALLS)
  public void send() {
    Promise<Void> done = Promise.promise();
    caller.runOnContext(go -> Window.run(this::call, HandleCall.CALLS).onComplete(done));
    await(done.future());
  }

  private Future<String> call() {
    Promise<String> reply = caller.promise();
    producer.write(new EnvelopeByReference.Envelope("text", reply));
    return reply.future();
  }

  /** Stops Vert.x. */
  @TearDown(Level.Trial)
  public void stop() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
