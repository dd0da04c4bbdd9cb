package dev.penstock.config;

import dev.penstock.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes the record of durable requests from its JSON object. */
final class AsyncReader {
  private static final Duration TIMEOUT = Duration.ofHours(1);
  private static final Duration RETENTION = Duration.ofHours(24);
  private static final Duration BACKOFF = Duration.ofSeconds(1);
  private static final int MAX_PENDING = 100_000;
  private static final int MOST_PENDING = 10_000_000;
  private static final int MAX_ATTEMPTS = 3;
  private static final int MOST_ATTEMPTS = 1000;
  private static final int MAX_ONGOING = 4;
  private static final int MOST_ONGOING = 10_000;

  private AsyncReader() {}

  static AsyncConfig async(ObjectCursor in, Path relativeTo) {
    AsyncConfig read =
        new AsyncConfig(
            in.path(),
            in.flag("enabled", true),
            directory(in, relativeTo),
            in.choice(
                    "durability",
                    Arrays.stream(Durability.values()).map(Durability::key).toList(),
                    Durability::ofKey)
                .orElse(Durability.PROCESS),
            in.positiveDuration("timeout").orElse(TIMEOUT),
            in.positiveDuration("retention").orElse(RETENTION),
            in.integer("maxPending", 1, MOST_PENDING).orElse(MAX_PENDING),
            in.integer("maxAttempts", 1, MOST_ATTEMPTS).orElse(MAX_ATTEMPTS),
            in.positiveDuration("backoff").orElse(BACKOFF),
            in.integer("maxOngoing", 1, MOST_ONGOING).orElse(MAX_ONGOING));
    in.refuseUnknownKeys();
    return read;
  }

  private static Path directory(ObjectCursor in, Path relativeTo) {
    String written = in.requiredText("directory", "where the log of durable requests is kept");
    try {
      return relativeTo.resolve(written).normalize();
    } catch (InvalidPathException e) {
      in.problem("directory", "must name a directory, was \"" + written + "\"");
      return relativeTo;
    }
  }

  /** One process has one log. */
  static void refuseSeveral(List<ApplicationConfig> applications, List<Problem> problems) {
    Optional<AsyncConfig> first = Optional.empty();
    for (ApplicationConfig application : applications) {
      Optional<AsyncConfig> async = application.async().filter(AsyncConfig::enabled);
      if (first.isEmpty()) {
        first = async;
      } else if (async.isPresent() && !async.get().directory().equals(first.get().directory())) {
        problems.add(
            Problem.error(
                JsonPaths.member(async.get().path(), "directory"),
                "must be that of %s, %s: a process keeps one log; was %s"
                    .formatted(
                        first.get().path(), first.get().directory(), async.get().directory())));
      }
    }
  }
}
