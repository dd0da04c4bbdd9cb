package dev.penstock;

import dev.penstock.spi.Engine;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects single items into batches for a function that does many at once cheaper than one by one,
 * and gives each item its own result. A deployment makes one in its constructor and submits in its
 * methods:
 *
 * <pre>{@code
 * private final Batcher<String, Double> batcher = Batcher.of(this::scoreAll).maxSize(64).build();
 *
 * public Future<Double> score(String text) {
 *   return batcher.submit(text);
 * }
 *
 * private Future<List<Double>> scoreAll(List<String> texts) { ... }
 * }</pre>
 *
 * <p><b>When a batch runs.</b> When it is full, when its oldest item has waited for {@code
 * maxWait}, or as soon as waiting is not worth it. The batcher learns how items follow one another
 * and what the function costs for a batch and for each item in it; it waits only while one more
 * item is likely to come within the time that doing both together saves. An item that is alone runs
 * at once. Items are taken in order of arrival.
 *
 * <p><b>The function</b> gets an unmodifiable list and answers with a list of as many results in
 * the same order. It runs on a thread of the replica, and at most {@code inFlight} times at once;
 * an {@code interruptible} deployment is not interrupted in it, since it works for several calls.
 * In it {@link CallContext#current()} is that of the batch: request id, headers and model id of the
 * first item, the latest deadline of all, cancelled when all of them are. Items of different model
 * ids never share a batch. Tensors and blobs that it makes live until the calls of all items have
 * ended.
 *
 * <p><b>Failures.</b> An item whose call was cancelled, or whose time is up, before its batch runs
 * leaves with {@link Failure#CANCELLED} or {@link Failure#TIMED_OUT}. When the function fails, the
 * batch is run again in halves, so that an item that makes it fail does so alone: one costs about
 * two runs for each halving, and if all fail no item runs alone more than once. So the function
 * must bear to be run again with the same items; {@code splitOnFailure(false)} makes all items of a
 * failed batch fail. What no split can mend is not run again: a wrong number of results, and {@link
 * CallFailedException}s that do not come from an item.
 *
 * <p>Where no limit is set by the user, a replica that has a batcher takes twice as many calls at a
 * time as its batches in flight hold. Outside of a replica, as in a unit test, a batcher works the
 * same way, but never waits without a Vert.x context.
 *
 * @param <I> an item
 * @param <O> its result
 */
public interface Batcher<I, O> {
  /**
   * Adds an item to the next batch. Thread-safe; also from within the function.
   *
   * @return its result, told on the context of whoever submits; fails with what the function failed
   *     with, and with {@link Failure#REPLICA_LOST} when the replica has stopped
   */
  Future<O> submit(I item);

  /** A batcher of that function that is to be adjusted. */
  static <I, O> Builder<I, O> of(Function<List<I>, Future<List<O>>> function) {
    return new Builder<>(function);
  }

  /** A batcher of that function and policy. */
  static <I, O> Batcher<I, O> of(Function<List<I>, Future<List<O>>> function, BatchPolicy policy) {
    return new Builder<>(function).policy(policy).build();
  }

  /**
   * Adjusts a batcher before it is made. For one thread.
   *
   * @param <I> an item
   * @param <O> its result
   */
  final class Builder<I, O> {
    private final Function<List<I>, Future<List<O>>> function;
    private BatchPolicy policy = BatchPolicy.DEFAULT;
    private @Nullable Function<? super I, ?> groupBy;

    private Builder(Function<List<I>, Future<List<O>>> function) {
      this.function = Objects.requireNonNull(function, "function");
    }

    /** All of the policy at once; what is called later changes it. */
    public Builder<I, O> policy(BatchPolicy all) {
      policy = Objects.requireNonNull(all, "policy");
      return this;
    }

    /** Items in a batch at most; 32 by default. */
    public Builder<I, O> maxSize(int items) {
      policy = policy.withMaxSize(items);
      return this;
    }

    /** How long the oldest item waits for others at most; 10 ms by default. */
    public Builder<I, O> maxWait(Duration wait) {
      policy = policy.withMaxWait(wait);
      return this;
    }

    /**
     * Time that an item should take at most from {@code submit} to its result: the batcher keeps
     * waits and batches so short, as far as it can. None by default.
     */
    public Builder<I, O> latencyTarget(Duration target) {
      policy = policy.withLatencyTarget(target);
      return this;
    }

    /**
     * Items share a batch only if their keys are equal: {@code groupBy(Tensor::shape)}. Of groups
     * that may run, the one whose oldest item came first does.
     *
     * @param key fast, and without side effects; its result may be null, and of two arrays what is
     *     in them is compared
     */
    public Builder<I, O> groupBy(Function<? super I, ?> key) {
      groupBy = Objects.requireNonNull(key, "groupBy");
      return this;
    }

    /** Batches that run at a time; 1 by default. */
    public Builder<I, O> inFlight(int batches) {
      policy = policy.withInFlight(batches);
      return this;
    }

    /** Whether a batch that fails is run again in halves; true by default. */
    public Builder<I, O> splitOnFailure(boolean split) {
      policy = policy.withSplitOnFailure(split);
      return this;
    }

    /** The batcher. In the constructor or {@code start} of a deployment it is the replica's. */
    public Batcher<I, O> build() {
      return Engine.get().batcher(function, policy, groupBy);
    }
  }
}
