package dev.penstock.http;

import dev.penstock.metrics.RouteMeter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which application owns which paths. Immutable: a change makes another table, which requests see
 * from the next one on.
 */
record RouteTable(List<Entry> entries) {
  static final RouteTable EMPTY = new RouteTable(List.of());

  /**
   * A published application.
   *
   * @param prefix its route, empty for the one at {@code /}
   * @param guard what requests have to pass, if anything
   * @param mounts by number of the event loop
   * @param meter counts its requests
   */
  record Entry(
      Publication publication,
      String prefix,
      long timeoutNanos,
      @Nullable RequestGuard guard,
      List<Mount> mounts,
      RouteMeter meter) {
    Entry(Publication publication, List<Mount> mounts, RouteMeter meter) {
      this(
          publication,
          publication.route().equals("/") ? "" : publication.route(),
          publication.requestTimeout().toNanos(),
          RequestGuard.of(publication.rules()),
          List.copyOf(mounts),
          meter);
    }

    private boolean owns(String path) {
      int length = prefix.length();
      return path.startsWith(prefix)
          && (length == 0 || path.length() == length || path.charAt(length) == '/');
    }

    private boolean isOf(String application) {
      return publication.application().equals(application);
    }
  }

  /** This table with one more application, in place of the one of the same name. */
  RouteTable with(Entry entry) {
    Stream<Entry> others = without(entry.publication().application()).entries.stream();
    // Longest first, so that the first match owns the request.
    return new RouteTable(
        Stream.concat(others, Stream.of(entry))
            .sorted(Comparator.comparingInt((Entry e) -> e.prefix().length()).reversed())
            .toList());
  }

  /** This table without an application. */
  RouteTable without(String application) {
    return new RouteTable(entries.stream().filter(e -> !e.isOf(application)).toList());
  }

  /** The entry of an application; null if it is not mounted. */
  @Nullable Entry of(String application) {
    return entries.stream().filter(entry -> entry.isOf(application)).findFirst().orElse(null);
  }

  /** The owner of a normalised path: the longest route that is a prefix of whole segments. */
  @Nullable Entry owner(String path) {
    List<Entry> candidates = entries;
    for (int i = 0; i < candidates.size(); i++) {
      Entry entry = candidates.get(i);
      if (entry.owns(path)) {
        return entry;
      }
    }
    return null;
  }
}
