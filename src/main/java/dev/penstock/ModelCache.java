package dev.penstock;

import dev.penstock.spi.Engine;
import dev.penstock.spi.ModelCacheSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Models that one replica loads when they are first asked for, and unloads when it needs their
 * room: many small models, or the variants of one, in one deployment.
 *
 * <pre>{@code
 * private final ModelCache<Voice> voices =
 *     ModelCache.of(this::read).maxModels(8).onUnload(Voice::free).build();
 *
 * public Future<Blob> speak(String text) {
 *   String id = CallContext.current().modelId().orElse("default");
 *   return voices.use(id, voice -> Future.succeededFuture(voice.speak(text)));
 * }
 * }</pre>
 *
 * <p>Make it in the constructor or in {@code start} of a deployment, one for each replica, and
 * return {@link #close} from {@code stop}: a replica that stops unloads nothing by itself. The
 * replica's routers then know which models it has: calls that name a model, by {@link
 * CallOptions#modelId} or header {@code X-Model-Id}, go to replicas that have it, and a model that
 * keeps these busy comes to others too; but with the router {@code consistent-hash} calls with a
 * key follow that, and a {@link RoutingPolicy} decides by itself. Without a running Penstock, in
 * unit tests, it works the same.
 *
 * <p>Callers who ask for a model while it is loaded wait for that one load; different models load
 * in parallel. A limit is kept by unloading the models that were asked for least recently, never
 * one in use: when all are, the limit is exceeded for as long as that lasts, by one load at a time.
 * {@link Builder#maxBytes} may be exceeded by a model that is just being loaded, whose size is not
 * known before. Thread-safe.
 *
 * @param <M> a model; the cache closes what is {@link AutoCloseable}
 */
public interface ModelCache<M> {
  /**
   * A cache of what {@code loader} loads.
   *
   * <p>The loader runs on the thread of the call that first asks for a model, or on its context
   * when there was no room at once. It works for all who wait and not for that call: it has no
   * deadline, is not cancelled, its own calls are calls outside of any call, and tensors that it
   * makes belong to the model, whose unload hook closes them. On an event loop it must not block;
   * it may return {@code vertx.executeBlocking(…)}. Other models of this cache it may use only if
   * they are pinned: others may find no room before it has ended. A load that never ends keeps its
   * room: where that may be, give it a limit, such as by {@link Future#timeout}.
   *
   * @param loader by id; a load that fails, throws or gives null fails those who wait for it, and
   *     the next call tries again
   */
  static <M> Builder<M> of(Function<String, Future<M>> loader) {
    return new Builder<>(ModelCacheSpec.of(loader));
  }

  /**
   * Works with a model, which is loaded if it is not there, and stays until the future that {@code
   * work} returned is complete or {@code work} has thrown. It may be unloaded then: no part of it
   * may be in the result.
   *
   * <p>{@code work} runs at once if the model is there, otherwise on the caller's context within
   * its current call, as do callbacks of the returned future; from a thread without a context on
   * one of the replica, and without a replica wherever the load ends.
   *
   * @return what {@code work} gave; fails with what it has thrown, with the failure of the load,
   *     with {@link Failure#CANCELLED} as soon as the current call is over while the model is not
   *     there, and with {@link IllegalStateException} once the cache is closed
   */
  <R extends @Nullable Object> Future<R> use(String modelId, Function<M, Future<R>> work);

  /**
   * Loads models that are not there, such as before a replica serves: return it from {@code start}.
   *
   * @return succeeds when all were loaded; with more than there is room for, not all stay
   */
  Future<Void> load(String... modelIds);

  /** The ids of the models that are loaded now, the least recently asked for first. */
  Set<String> loaded();

  /**
   * Unloads all models, pinned ones too, each when its users have ended, and refuses new users.
   * Loads that go on still serve who waits for them. May be called again.
   *
   * @return succeeds when all are unloaded
   */
  Future<Void> close();

  /** A cache that is being described. Not thread-safe. */
  final class Builder<M> {
    private ModelCacheSpec<M> spec;

    private Builder(ModelCacheSpec<M> spec) {
      this.spec = spec;
    }

    /** Keeps at most that many models; without it, as many as are asked for. */
    public Builder<M> maxModels(int models) {
      if (models < 1) {
        throw new IllegalArgumentException("maxModels must be at least 1, it is " + models);
      }
      spec = spec.withMaxModels(models);
      return this;
    }

    /**
     * Keeps models of at most that many bytes in all; without it, of any size.
     *
     * @param bytes for all together; a model that is larger by itself is unloaded again, and those
     *     who asked for it are told its size
     * @param size the size of a loaded model, asked for once
     */
    public Builder<M> maxBytes(long bytes, ToLongFunction<M> size) {
      if (bytes < 1) {
        throw new IllegalArgumentException("maxBytes must be at least 1, it is " + bytes);
      }
      spec = spec.withMaxBytes(bytes, size);
      return this;
    }

    /**
     * Never unloads these, once they are loaded, before the cache is closed. They count for the
     * limits: where they take all the room, others are unloaded as soon as nobody uses them. They
     * are loaded when first asked for: {@link ModelCache#load} does it earlier.
     */
    public Builder<M> pin(String... modelIds) {
      spec = spec.withPinned(List.of(modelIds));
      return this;
    }

    /**
     * Hears of each model once, when the last call that used it has ended and it is to be unloaded,
     * on a thread of the replica; the room is free when it has returned. In its place models that
     * are {@link AutoCloseable} are closed.
     */
    public Builder<M> onUnload(Consumer<M> hook) {
      spec = spec.withOnUnload(hook);
      return this;
    }

    /**
     * The cache.
     *
     * @throws IllegalArgumentException if more models are pinned than it may keep
     */
    public ModelCache<M> build() {
      return Engine.get().modelCache(spec);
    }
  }
}
