package dev.penstock.spi;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a cache of models is made from.
 *
 * @param loader loads a model by its id
 * @param maxModels how many it keeps; {@link Integer#MAX_VALUE} for no limit
 * @param maxBytes the bytes that it keeps in all; {@link Long#MAX_VALUE} for no limit
 * @param size the size of a model, or null without a limit of bytes
 * @param pinned ids of models that are not unloaded to make room
 * @param onUnload hears when a model is unloaded, or null to close those that can be closed
 */
public record ModelCacheSpec<M>(
    Function<String, Future<M>> loader,
    int maxModels,
    long maxBytes,
    @Nullable ToLongFunction<M> size,
    Set<String> pinned,
    @Nullable Consumer<M> onUnload) {
  /** Without limits. */
  public static <M> ModelCacheSpec<M> of(Function<String, Future<M>> loader) {
    Objects.requireNonNull(loader, "loader");
    return new ModelCacheSpec<>(loader, Integer.MAX_VALUE, Long.MAX_VALUE, null, Set.of(), null);
  }

  /** A copy with that limit. */
  public ModelCacheSpec<M> withMaxModels(int models) {
    return new ModelCacheSpec<>(loader, models, maxBytes, size, pinned, onUnload);
  }

  /** A copy with that limit. */
  public ModelCacheSpec<M> withMaxBytes(long bytes, ToLongFunction<M> measure) {
    Objects.requireNonNull(measure, "size");
    return new ModelCacheSpec<>(loader, maxModels, bytes, measure, pinned, onUnload);
  }

  /** A copy with these models pinned as well. */
  public ModelCacheSpec<M> withPinned(Collection<String> ids) {
    Set<String> all = new HashSet<>(pinned);
    all.addAll(ids);
    return new ModelCacheSpec<>(loader, maxModels, maxBytes, size, Set.copyOf(all), onUnload);
  }

  /** A copy with that hook. */
  public ModelCacheSpec<M> withOnUnload(Consumer<M> hook) {
    Objects.requireNonNull(hook, "onUnload");
    return new ModelCacheSpec<>(loader, maxModels, maxBytes, size, pinned, hook);
  }
}
