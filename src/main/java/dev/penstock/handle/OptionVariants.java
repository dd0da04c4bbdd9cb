package dev.penstock.handle;

import dev.penstock.CallOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The variants of one handle with other options, each made once. Thread-safe. */
final class OptionVariants {
  /** Options are meant to be few; beyond that, handles with options are made anew. */
  private static final int MOST_CACHED = 64;

  private final Map<CallOptions, Object> made = new ConcurrentHashMap<>();

  /** The variant with those options. */
  Object get(CallOptions options, Function<CallOptions, Object> make) {
    Object cached = made.get(options);
    if (cached != null) {
      return cached;
    }
    return made.size() < MOST_CACHED ? made.computeIfAbsent(options, make) : make.apply(options);
  }
}
