package dev.penstock.node;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Tensor;
import dev.penstock.Threading;
import dev.penstock.message.Payload;
import dev.penstock.store.CountedObject;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/** Deployments that hand tensors on, on every kind of thread. */
final class TensorModels {
  /** What ends the calls that wait. */
  static volatile Promise<String> gate = Promise.promise();

  /** What the back has read. */
  static final BlockingQueue<Integer> READ = new LinkedBlockingQueue<>();

  /** The tensors that the back got, in their order. */
  static final List<Tensor> RECEIVED = new ArrayList<>();

  static volatile @Nullable ByteBuffer keptView;
  static volatile @Nullable Tensor kept;

  private TensorModels() {}

  static void reset() {
    gate = Promise.promise();
    READ.clear();
    RECEIVED.clear();
    keptView = null;
    kept = null;
    // Those of other tests are theirs.
    CountedObject.takeMade();
  }

  record Nested(Tensor one, List<Tensor> more, Map<String, Tensor> byName, @Nullable Tensor none) {}

  interface Back {
    Future<String> waitForGate(@Nullable Tensor given);

    Future<Integer> read(Tensor given);

    Future<Tensor> pass(Tensor given);

    Future<Tensor> passLate(Tensor given);

    Future<Integer> sum(Tensor one, Tensor other);

    Future<Nested> nested(Nested given);

    Future<String> keepTensorAndView(Tensor given);

    Future<String> retain(Tensor given);

    Future<String> fails(Tensor given);

    CompletionStage<Tensor> stage(Tensor given);
  }

  static final class BackModel implements Back {
    @Override
    public Future<String> waitForGate(@Nullable Tensor given) {
      return gate.future();
    }

    @Override
    public Future<Integer> read(Tensor given) {
      int value = Payload.valueOf(given);
      READ.add(value);
      return Future.succeededFuture(value);
    }

    @Override
    public Future<Tensor> pass(Tensor given) {
      return Future.succeededFuture(given);
    }

    @Override
    public Future<Tensor> passLate(Tensor given) {
      return gate.future().map(open -> given);
    }

    @Override
    public Future<Integer> sum(Tensor one, Tensor other) {
      RECEIVED.add(one);
      RECEIVED.add(other);
      return Future.succeededFuture(Payload.valueOf(one) + Payload.valueOf(other));
    }

    @Override
    public Future<Nested> nested(Nested given) {
      return Future.succeededFuture(
          new Nested(
              given.more().get(0),
              List.of(given.one(), given.one()),
              Map.of("was", Objects.requireNonNull(given.byName().get("name"))),
              given.none()));
    }

    @Override
    public Future<String> keepTensorAndView(Tensor given) {
      keptView = given.bytes();
      kept = given;
      return Future.succeededFuture("kept");
    }

    @Override
    public Future<String> retain(Tensor given) {
      kept = given.retain();
      return Future.succeededFuture("retained");
    }

    @Override
    public Future<String> fails(Tensor given) {
      throw new IllegalArgumentException("not with " + Payload.valueOf(given));
    }

    @Override
    public CompletionStage<Tensor> stage(Tensor given) {
      return CompletableFuture.completedFuture(given);
    }
  }

  interface Front {
    /** Calls and does not wait. */
    Future<String> fireAndForget(Payload payload);

    /** Sends one tensor to and fro. */
    Future<Integer> hops(Payload payload, int times);

    Future<Integer> twice(Payload payload);

    Future<Integer> nested(Payload payload);

    Future<Integer> stage(Payload payload);

    Future<String> failing(Payload payload);

    /** Waits with a tensor of its own, and one at the back. */
    Future<String> waiting(Payload payload);
  }

  static final class FrontModel implements Front {
    private final Back back;

    FrontModel(Back back) {
      this.back = back;
    }

    @Override
    public Future<String> fireAndForget(Payload payload) {
      back.read(payload.of(7));
      return Future.succeededFuture("fired");
    }

    @Override
    public Future<Integer> hops(Payload payload, int times) {
      Promise<Tensor> last = Promise.promise();
      hop(payload.of(7), times, last);
      return last.future().map(Payload::valueOf);
    }

    private void hop(Tensor tensor, int left, Promise<Tensor> last) {
      if (left == 0) {
        last.complete(tensor);
        return;
      }
      back.pass(tensor)
          .onFailure(last::fail)
          .onSuccess(
              passed -> {
                tensor.close();
                hop(passed, left - 1, last);
              });
    }

    @Override
    public Future<Integer> twice(Payload payload) {
      Tensor one = payload.of(7);
      return back.sum(one, one);
    }

    @Override
    public Future<Integer> nested(Payload payload) {
      Nested sent =
          new Nested(payload.of(1), List.of(payload.of(2)), Map.of("name", payload.of(3)), null);
      return back.nested(sent)
          .map(
              got ->
                  got.none() != null || got.more().get(0) == got.more().get(1)
                      ? -1
                      : 1000 * Payload.valueOf(got.one())
                          + 100 * Payload.valueOf(got.more().get(0))
                          + 10 * Payload.valueOf(got.more().get(1))
                          + Payload.valueOf(Objects.requireNonNull(got.byName().get("was"))));
    }

    @Override
    public Future<Integer> stage(Payload payload) {
      return Future.fromCompletionStage(back.stage(payload.of(7)).thenApply(Payload::valueOf));
    }

    @Override
    public Future<String> failing(Payload payload) {
      return back.fails(payload.of(7));
    }

    @Override
    public Future<String> waiting(Payload payload) {
      Tensor own = payload.of(7);
      return back.waitForGate(own);
    }
  }

  /** The kinds of threads that user code may run on. */
  enum Threads {
    EVENT_LOOP,
    WORKER,
    FOUR_WORKERS,
    VIRTUAL;

    <T> Deployment<T> of(Deployment<T> deployment) {
      return switch (this) {
        case EVENT_LOOP -> deployment.threading(Threading.EVENT_LOOP);
        case WORKER -> deployment.threading(Threading.WORKER);
        case FOUR_WORKERS -> deployment.threading(Threading.WORKER).threads(4);
        case VIRTUAL -> deployment.threading(Threading.VIRTUAL);
      };
    }
  }

  /** All kinds of threads that this JDK has. */
  static Stream<Threads> threads() {
    return Stream.of(Threads.values())
        .filter(each -> each != Threads.VIRTUAL || Runtime.version().feature() >= 21);
  }

  /** Every kind of thread with small and with large tensors. */
  static Stream<Arguments> everywhere() {
    return threads()
        .flatMap(threads -> Stream.of(Payload.values()).map(each -> Arguments.of(threads, each)));
  }

  static Application application(Threads threads, int backMaxOngoing) {
    var back = threads.of(Deployment.of("Back", BackModel.class)).maxOngoing(backMaxOngoing);
    var front = threads.of(Deployment.of("Front", FrontModel.class));
    return Application.of("app", front.bind(back.bind()));
  }
}
