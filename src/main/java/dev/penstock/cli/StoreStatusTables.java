package dev.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The object store of {@code /api/status} as tables for people. */
record StoreStatusTables(JsonNode store) {
  private static final List<String> UNITS = List.of(" B", " KiB", " MiB", " GiB", " TiB");

  /** The store; without rows if there is none. */
  TextTable contents() {
    TextTable table =
        new TextTable(
            1,
            "STORE",
            "USED",
            "RESERVED",
            "CAPACITY",
            "SEGMENTS",
            "OBJECTS",
            "WAITING",
            "KEPT BY VIEWS",
            "OLDEST",
            "CREATED",
            "RECYCLED");
    if (store.has("directory")) {
      table.row(
          store.path("directory").asText(),
          size("used"),
          size("reserved"),
          size("capacity"),
          store.path("segments").asText(),
          store.path("objects").asText(),
          store.path("waiting").asText(),
          store.path("keptByViews").asText(),
          store.path("objects").asInt() == 0 ? "-" : age(store.path("oldestAge").asLong()),
          store.path("created").asText(),
          store.path("recycled").asText());
    }
    return table;
  }

  /** Who has instances over its objects; without rows if nobody has. */
  TextTable leases() {
    TextTable table = new TextTable(1, "LEASES OF", "OPEN");
    for (Map.Entry<String, JsonNode> each : store.path("leases").properties()) {
      String deployment = each.getKey();
      table.row(deployment.isEmpty() ? "(no deployment)" : deployment, each.getValue().asText());
    }
    return table;
  }

  private String size(String key) {
    double size = store.path(key).asDouble();
    int unit = 0;
    while (size >= 1024 && unit < UNITS.size() - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, size < 10 ? "%.1f" : "%.0f", size).replaceFirst("\\.0$", "")
        + UNITS.get(unit);
  }

  private static String age(long millis) {
    Duration age = Duration.ofMillis(millis);
    if (age.toHours() > 0) {
      return age.toHours() + " h " + age.toMinutesPart() + " min";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + " min " + age.toSecondsPart() + " s"
        : age.toSeconds() + " s";
  }
}
