package dev.penstock.node;

import dev.penstock.CallContext;
import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What durable calls are tried with. */
final class Notes {
  /** How often each text was asked for, in all nodes. */
  static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

  /** What calls of {@link Taker#hold} have gone through, in its order. */
  static final BlockingQueue<String> HELD = new LinkedBlockingQueue<>();

  private Notes() {}

  /** What is known of a call. */
  record Note(String text, int attempt, String requestId, String model, String tenant) {}

  /** The contract. */
  interface Taker {
    Future<Note> take(String text);

    Future<byte[]> twice(byte[] bytes);

    Future<Tensor> same(Tensor tensor);

    Future<Void> hold(String text);

    Future<String> fails(String how);

    int blocking(int number);

    ReadStream<String> stream(String text);

    default Future<Note> takeAll(List<String> texts) {
      return take(String.join(" ", texts));
    }
  }

  /** A contract of another deployment. */
  interface Other {
    Future<String> other(String text);
  }

  /** A contract whose method has the name, but not the parameters. */
  interface Changed {
    Future<Void> hold(int number);
  }

  /** The deployment. */
  static final class Plain implements Taker {
    @Override
    public Future<Note> take(String text) {
      count(text);
      CallContext call = CallContext.current();
      return Future.succeededFuture(
          new Note(
              text,
              call.attempt(),
              call.requestId(),
              call.modelId().orElse("none"),
              call.header("X-Tenant").orElse("none")));
    }

    @Override
    public Future<byte[]> twice(byte[] bytes) {
      byte[] both = new byte[2 * bytes.length];
      System.arraycopy(bytes, 0, both, 0, bytes.length);
      System.arraycopy(bytes, 0, both, bytes.length, bytes.length);
      return Future.succeededFuture(both);
    }

    @Override
    public Future<Tensor> same(Tensor tensor) {
      return Future.succeededFuture(tensor);
    }

    @Override
    public Future<Void> hold(String text) {
      CallContext.current().onCancel(() -> HELD.add("cancelled " + text));
      HELD.add(text);
      return Promise.<Void>promise().future();
    }

    @Override
    public Future<String> fails(String how) {
      count(how);
      return Future.failedFuture(
          how.startsWith("bad")
              ? new CallFailedException(Failure.BAD_ARGUMENT, "no such note: " + how)
              : new IllegalStateException("broken: " + how));
    }

    @Override
    public int blocking(int number) {
      return number + 1;
    }

    @Override
    public ReadStream<String> stream(String text) {
      throw new UnsupportedOperationException();
    }

    private static void count(String text) {
      CALLS.computeIfAbsent(text, key -> new AtomicInteger()).incrementAndGet();
    }
  }

  /** Another deployment. */
  static final class Another implements Other {
    @Override
    public Future<String> other(String text) {
      return Future.succeededFuture(text);
    }
  }

  /** A later version of the deployment. */
  static final class Newer implements Changed {
    @Override
    public Future<Void> hold(int number) {
      return Future.succeededFuture();
    }
  }

  /** How often that text was asked for. */
  static int calls(String text) {
    AtomicInteger count = CALLS.get(text);
    return count == null ? 0 : count.get();
  }
}
