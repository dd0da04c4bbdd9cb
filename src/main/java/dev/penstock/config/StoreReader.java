package dev.penstock.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the record of the object store from its JSON object. */
final class StoreReader {
  private static final long MIN_SEGMENT = 1 << 20;
  private static final long MAX_SEGMENT = 1 << 30;
  private static final long MIN_THRESHOLD = 1 << 10;

  private StoreReader() {}

  static StoreConfig store(ObjectCursor in, Path relativeTo) {
    StoreConfig fallback = StoreConfig.defaults();
    Path directory = directory(in, relativeTo).orElse(fallback.directory());
    long segment = in.size("segment", MIN_SEGMENT, MAX_SEGMENT).orElse(fallback.segment());
    long capacity = in.size("capacity", MIN_SEGMENT, Long.MAX_VALUE).orElse(fallback.capacity());
    if (capacity > 0 && capacity < segment) {
      in.problem(
          "capacity",
          "must be at least store.segment, %s: raise it, or lower store.segment; was %s"
              .formatted(SizeText.of(segment), SizeText.of(capacity)));
      capacity = fallback.capacity();
    }
    int initial = in.integer("initial", 0, Integer.MAX_VALUE).orElse(fallback.initial());
    if (capacity > 0 && initial > capacity / segment) {
      in.problem(
          "initial",
          "must be at most %d: so many segments of %s are store.capacity, %s; was %d"
              .formatted(capacity / segment, SizeText.of(segment), SizeText.of(capacity), initial));
    }
    // The default is less than the smallest segment.
    long threshold =
        in.size("threshold", MIN_THRESHOLD, segment).orElse((long) fallback.threshold());
    StoreConfig read =
        new StoreConfig(
            directory,
            capacity,
            segment,
            initial,
            (int) threshold,
            in.flag("poison", fallback.poison()),
            in.flag("trackLeaks", fallback.trackLeaks()));
    in.refuseUnknownKeys();
    return read;
  }

  private static Optional<Path> directory(ObjectCursor in, Path relativeTo) {
    Optional<String> written = in.text("directory");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (!written.get().isBlank()) {
        return Optional.of(relativeTo.resolve(written.get()).normalize());
      }
    } catch (InvalidPathException e) {
      // Told below.
    }
    in.problem("directory", "must name a directory, was \"" + written.get() + "\"");
    return Optional.empty();
  }
}
