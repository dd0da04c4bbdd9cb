package dev.penstock.node;

import dev.penstock.BatchPolicy;
import dev.penstock.Batcher;
import dev.penstock.CallContext;
import dev.penstock.Tensor;
import dev.penstock.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Deployments that batch, on every kind of thread. */
final class BatchModels {
  private BatchModels() {}

  /** A batch as its function saw it. */
  record Seen(
      List<String> items, String thread, String requestId, int replica, Promise<Void> gate) {}

  interface Model {
    Future<String> say(String text);

    Future<String> onOwnThread(String text);

    Future<Tensor> paint(int value);
  }

  /** Answers each item with itself; waits for the test where an item says so. */
  static final class Talker implements Model {
    static final BlockingQueue<Seen> SEEN = new LinkedBlockingQueue<>();

    /** Tells the names of the threads on which results arrived. */
    static final List<String> ARRIVED = new CopyOnWriteArrayList<>();

    private final Batcher<String, String> words;
    private final Batcher<Integer, Tensor> colors;

    Talker(BatchPolicy policy) {
      words = Batcher.of(this::sayAll, policy);
      colors = Batcher.of(Talker::paintAll).policy(policy).build();
    }

    @Override
    public Future<String> say(String text) {
      return words
          .submit(text)
          .map(
              said -> {
                ARRIVED.add(Thread.currentThread().getName());
                return said + " " + CallContext.current().requestId();
              });
    }

    @Override
    public Future<String> onOwnThread(String text) {
      Promise<String> said = Promise.promise();
      CallContext call = CallContext.current();
      Thread own =
          new Thread(call.wrap(() -> words.submit(text).onComplete(said)), "thread-of-the-user");
      own.start();
      return said.future();
    }

    /** The method goes on when its batch has long ended. */
    @Override
    public Future<Tensor> paint(int value) {
      Promise<Tensor> later = Promise.promise();
      colors
          .submit(value)
          .onComplete(
              (tensor, failure) ->
                  Vertx.currentContext()
                      .owner()
                      .setTimer(5, fired -> later.complete(tensor, failure)));
      return later.future();
    }

    private Future<List<String>> sayAll(List<String> texts) {
      CallContext call = CallContext.current();
      Promise<Void> gate = Promise.promise();
      SEEN.add(
          new Seen(
              texts,
              Thread.currentThread().getName(),
              call.requestId(),
              call.replica().map(replica -> replica.index()).orElse(-1),
              gate));
      if (texts.contains("poison")) {
        throw new IllegalArgumentException("poison was in it");
      }
      if (!texts.contains("wait")) {
        gate.complete();
      }
      return gate.future().map(open -> texts.stream().map(text -> "said " + text).toList());
    }

    private static Future<List<Tensor>> paintAll(List<Integer> values) {
      return Future.succeededFuture(values.stream().map(Payload.LARGE::of).toList());
    }
  }
}
