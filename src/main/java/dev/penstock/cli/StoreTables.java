package dev.penstock.cli;

import dev.penstock.store.StoreInspection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is in a store's directory as tables for people. */
record StoreTables(StoreInspection store) {
  private static final String NOTHING = "-";
  private static final long UNIT = 1024;
  private static final String UNITS = "KMGT";

  /** All tables; those without rows are left out. */
  String text() {
    StringBuilder text = new StringBuilder(head());
    section(text, processes());
    section(text, segments());
    section(text, otherFiles());
    return text.toString();
  }

  private String head() {
    long dead = store.processes().stream().filter(each -> !each.alive()).count();
    List<StoreInspection.Stored> objects = objects(each -> true);
    return "Store "
        + store.directory()
        + ": "
        + Counted.of(store.processes().size(), "process", "processes")
        + (dead == 0 ? "" : " (" + dead + " dead)")
        + ", "
        + Counted.of(store.segments().size(), "segment")
        + " of "
        + size(store.segments().stream().mapToLong(StoreInspection.Segment::size).sum())
        + ", "
        + Counted.of(objects.size(), "object")
        + " of "
        + size(bytes(objects))
        + "\n";
  }

  private static void section(StringBuilder text, TextTable table) {
    if (!table.isEmpty()) {
      text.append('\n').append(table.text());
    }
  }

  private TextTable processes() {
    TextTable table =
        new TextTable(
            4, "PROCESS", "STATE", "SINCE", "OWNER", "PID", "OWNS", "BYTES", "HOLDS", "BYTES");
    for (StoreInspection.Member each : store.processes()) {
      List<StoreInspection.Stored> owned = objects(segment -> segment.owner().equals(each.owner()));
      List<StoreInspection.Stored> held =
          objects(segment -> true).stream()
              .filter(object -> object.heldBy().contains(each.index()))
              .toList();
      table.row(
          String.valueOf(each.index()),
          each.alive() ? "alive" : "dead",
          each.since().toString(),
          each.owner(),
          String.valueOf(each.pid()),
          String.valueOf(owned.size()),
          size(bytes(owned)),
          String.valueOf(held.size()),
          size(bytes(held)));
    }
    return table;
  }

  private TextTable segments() {
    TextTable table =
        new TextTable(
            3,
            "SEGMENT",
            "PROCESS",
            "HELD BY",
            "SIZE",
            "USED",
            "FREE",
            "OBJECTS",
            "WRITING",
            "IN LEASE",
            "OLDEST");
    for (StoreInspection.Segment each : store.segments()) {
      table.row(
          each.file(),
          each.process() == null ? "unknown" : String.valueOf(each.process()),
          heldBy(each.objects()),
          size(each.size()),
          size(each.used()),
          size(each.free()),
          String.valueOf(each.objects().size()),
          String.valueOf(each.writing()),
          String.valueOf(each.objects().stream().filter(this::isInLease).count()),
          oldest(each.objects()));
    }
    return table;
  }

  private TextTable otherFiles() {
    TextTable table = new TextTable(2, "OTHER FILE", "WHAT IT IS", "SIZE");
    for (StoreInspection.OtherFile each : store.otherFiles()) {
      table.row(each.file(), each.why(), size(each.bytes()));
    }
    return table;
  }

  private List<StoreInspection.Stored> objects(Predicate<StoreInspection.Segment> which) {
    return store.segments().stream()
        .filter(which)
        .map(StoreInspection.Segment::objects)
        .flatMap(Collection::stream)
        .toList();
  }

  private static long bytes(List<StoreInspection.Stored> objects) {
    return objects.stream().mapToLong(StoreInspection.Stored::bytes).sum();
  }

  private static String heldBy(List<StoreInspection.Stored> objects) {
    TreeSet<Integer> all = new TreeSet<>();
    objects.forEach(each -> all.addAll(each.heldBy()));
    return all.isEmpty()
        ? NOTHING
        : all.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private boolean isInLease(StoreInspection.Stored object) {
    Instant until = object.leasesUntil();
    return until != null && until.isAfter(store.at());
  }

  private String oldest(List<StoreInspection.Stored> objects) {
    @Nullable Instant oldest =
        objects.stream().map(StoreInspection.Stored::created).min(Instant::compareTo).orElse(null);
    return oldest == null ? NOTHING : age(Duration.between(oldest, store.at()));
  }

  private static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  /** Bytes in the unit that people would choose. */
  private static String size(long bytes) {
    if (bytes < UNIT) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= UNIT && unit < UNITS.length() - 1) {
      value /= UNIT;
      unit++;
    }
    String number = String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    return number + " " + UNITS.charAt(unit) + "iB";
  }
}
