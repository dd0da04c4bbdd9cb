package dev.penstock.handle;

import dev.penstock.CallOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The variants of one handle with other options, as many as are in use: options may be those of a
 * single user.
 *
 * <p>In two generations: what is used moves into the young one; when that is full, it becomes the
 * old one and what was not used meanwhile is forgotten. Thread-safe: the maps are replaced under
 * the lock of this object, and what is found in the young one is found without it.
 */
final class OptionVariants {
  /** How many variants a generation keeps. */
  static final int GENERATION = 256;

  private volatile Map<CallOptions, Object> young = Map.of();
  private Map<CallOptions, Object> old = Map.of();

  /** The variant with those options. */
  Object get(CallOptions options, Function<CallOptions, Object> make) {
    Object cached = young.get(options);
    return cached == null ? rejuvenated(options, make) : cached;
  }

  private synchronized Object rejuvenated(CallOptions options, Function<CallOptions, Object> make) {
    @Nullable Object known = young.get(options);
    if (known != null) {
      return known;
    }
    known = old.get(options);
    Object variant = known == null ? make.apply(options) : known;
    if (young.isEmpty() || young.size() >= GENERATION) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    young.put(options, variant);
    return variant;
  }
}
