package dev.penstock.spi;

import dev.penstock.BatchPolicy;
import dev.penstock.Batcher;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.Durable;
import dev.penstock.ModelCache;
import dev.penstock.Penstock;
import io.vertx.core.Future;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What stands behind the public types. User code has no business here. */
public interface Engine {
  /** The implementation. */
  static Engine get() {
    return Holder.ENGINE;
  }

  /** The call that the current thread works for, or an empty one. */
  CallContext currentCall();

  /** Says how far the durable request of a call has come, if it works for one. */
  void reportProgress(CallContext call, double fraction, String note);

  /** The same handle with options; {@code handle} itself if it is none. */
  <T> T withOptions(T handle, CallOptions options);

  /**
   * The durable side of a handle.
   *
   * @throws IllegalArgumentException if it is no handle that is typed by a contract
   */
  <C> Durable<C> durable(C handle);

  /** Starts applications; the future succeeds when they serve. */
  Future<Penstock> start(LaunchSpec spec);

  /** Makes tensors and blobs. */
  Payloads payloads();

  /**
   * Makes a cache of models, of the replica whose code calls this.
   *
   * @throws IllegalArgumentException if more models are pinned than it may keep
   */
  <M> ModelCache<M> modelCache(ModelCacheSpec<M> spec);

  /**
   * Makes a batcher.
   *
   * @param groupBy the key of an item, if not all items may share a batch
   */
  <I, O> Batcher<I, O> batcher(
      Function<List<I>, Future<List<O>>> function,
      BatchPolicy policy,
      @Nullable Function<? super I, ?> groupBy);

  /** Waits for a result and throws its failure; refused on event loops. */
  <T> T await(Future<T> future);

  /** Loads the implementation once, on first use. */
  final class Holder {
    private static final Engine ENGINE =
        ServiceLoader.load(Engine.class, Engine.class.getClassLoader())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no implementation of " + Engine.class.getName() + " on the class path"));

    private Holder() {}
  }
}
