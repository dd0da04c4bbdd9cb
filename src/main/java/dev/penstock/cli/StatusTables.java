package dev.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The answer of {@code /api/status} as tables for people. */
record StatusTables(JsonNode status) {
  private static final String NOTHING = "-";

  /** Models of a replica that are named. */
  private static final int MOST_MODELS = 8;

  /** All tables; those without rows are left out. */
  String text() {
    StringBuilder text = new StringBuilder(head());
    section(text, new ClusterTable(status.path("cluster")).nodes());
    section(text, deployments());
    section(text, replicas());
    section(text, models());
    section(text, edges());
    section(text, routes());
    section(text, durable());
    StoreStatusTables store = new StoreStatusTables(status.path("store"));
    section(text, store.contents());
    section(text, store.leases());
    section(text, eventLoops());
    String failures = failures();
    if (!failures.isEmpty()) {
      text.append('\n').append("LAST FAILURES\n").append(failures);
    }
    return text.toString();
  }

  private String head() {
    StringBuilder head = new StringBuilder();
    head.append("Penstock ").append(status.path("version").asText());
    JsonNode url = status.path("http").path("url");
    head.append(url.isMissingNode() ? " without HTTP" : " at " + url.asText());
    head.append(", up ").append(uptime(status.path("uptimeSeconds").asLong()));
    head.append(": ").append(state()).append('\n');
    status.path("reasons").forEach(why -> head.append("  ").append(why.asText()).append('\n'));
    head.append("Rates and percentiles of the last ");
    head.append(Math.round(status.path("windowSeconds").asDouble())).append(" s; ");
    head.append(Counted.of(status.path("http").path("openRequests").asInt(), "open request"));
    head.append(", ");
    head.append(Counted.of(status.path("http").path("openConnections").asInt(), "connection"));
    head.append('\n').append(new ClusterTable(status.path("cluster")).head());
    return head.toString();
  }

  private String state() {
    if (status.path("draining").asBoolean()) {
      return "shutting down";
    }
    return status.path("ready").asBoolean() ? "ready" : "not ready";
  }

  private static void section(StringBuilder text, TextTable table) {
    if (!table.isEmpty()) {
      text.append('\n').append(table.text());
    }
  }

  private TextTable deployments() {
    TextTable table =
        new TextTable(
            1,
            "DEPLOYMENT",
            "SERVING",
            "ONGOING",
            "WAITING",
            "CALLS",
            "CALLS/S",
            "P50",
            "P95",
            "P99",
            "FAILED",
            "ABANDONED");
    for (JsonNode application : status.path("applications")) {
      for (JsonNode each : application.path("deployments")) {
        table.row(
            name(application, each),
            each.path("servingInCluster").asText(each.path("serving").asText())
                + "/"
                + each.path("wanted").asText(),
            each.has("ongoing")
                ? each.path("ongoing").asText() + "/" + each.path("slots").asText()
                : NOTHING,
            plain(each, "waiting"),
            plain(each, "calls"),
            plain(each, "perSecond"),
            time(each, "p50"),
            time(each, "p95"),
            time(each, "p99"),
            failed(each),
            plain(each, "abandoned"));
      }
    }
    return table;
  }

  private TextTable replicas() {
    TextTable table =
        new TextTable(
            3, "REPLICA", "STATE", "THREAD", "ONGOING", "CALLS", "CALLS/S", "P50", "P95", "P99",
            "FAILED");
    for (JsonNode application : status.path("applications")) {
      for (JsonNode deployment : application.path("deployments")) {
        for (JsonNode each : deployment.path("replicas")) {
          table.row(
              name(application, deployment) + "#" + each.path("index").asText(),
              each.path("state").asText(),
              each.path("thread").asText(),
              each.has("ongoing")
                  ? each.path("ongoing").asText() + "/" + each.path("maxOngoing").asText()
                  : NOTHING,
              plain(each, "calls"),
              plain(each, "perSecond"),
              time(each, "p50"),
              time(each, "p95"),
              time(each, "p99"),
              failed(each));
        }
        for (JsonNode each : deployment.path("elsewhere")) {
          table.row(
              name(application, deployment) + "#" + each.path("index").asText(),
              "serving",
              "on " + each.path("node").asText(),
              each.path("ongoing").asText() + "/" + each.path("maxOngoing").asText(),
              NOTHING,
              NOTHING,
              NOTHING,
              NOTHING,
              NOTHING,
              NOTHING);
        }
      }
    }
    return table;
  }

  /** The replicas that keep models, and some of their names. */
  private TextTable models() {
    TextTable table = new TextTable(2, "REPLICA", "MODELS");
    for (JsonNode application : status.path("applications")) {
      for (JsonNode deployment : application.path("deployments")) {
        for (JsonNode each : deployment.path("replicas")) {
          JsonNode ids = each.path("models");
          if (!ids.isEmpty()) {
            table.row(
                name(application, deployment) + "#" + each.path("index").asText(),
                ids.size() + ": " + someOf(ids));
          }
        }
      }
    }
    return table;
  }

  private static String someOf(JsonNode ids) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST_MODELS, ids.size()); i++) {
      some.add(ids.path(i).asText());
    }
    return String.join(", ", some) + (ids.size() > MOST_MODELS ? ", …" : "");
  }

  private TextTable edges() {
    TextTable table =
        new TextTable(
            2,
            "EDGE",
            "TO",
            "CALLS",
            "CALLS/S",
            "P50",
            "P95",
            "P99",
            "WAITING",
            "WAITED",
            "WAITED P99",
            "FAILED");
    for (JsonNode each : status.path("edges")) {
      table.row(
          each.path("edge").asText(),
          each.path("deployment").asText(),
          plain(each, "calls"),
          plain(each, "perSecond"),
          time(each, "p50"),
          time(each, "p95"),
          time(each, "p99"),
          plain(each, "waiting"),
          plain(each.path("waited"), "calls"),
          time(each.path("waited"), "p99"),
          failed(each));
    }
    return table;
  }

  private TextTable routes() {
    TextTable table =
        new TextTable(1, "ROUTE", "REQUESTS", "REQ/S", "P50", "P95", "P99", "BY STATUS/S");
    for (JsonNode each : status.path("http").path("routes")) {
      if (each.path("requests").asLong() == 0) {
        continue;
      }
      List<String> rates = new ArrayList<>();
      for (Map.Entry<String, JsonNode> rate : each.path("perSecondByStatus").properties()) {
        rates.add(rate.getKey() + " " + rate.getValue().asText());
      }
      table.row(
          each.path("route").asText(),
          plain(each, "requests"),
          plain(each, "perSecond"),
          time(each, "p50"),
          time(each, "p95"),
          time(each, "p99"),
          rates.isEmpty() ? NOTHING : String.join(", ", rates));
    }
    return table;
  }

  /** The applications that take durable requests. */
  private TextTable durable() {
    TextTable table =
        new TextTable(
            1,
            "DURABLE REQUESTS OF",
            "PENDING",
            "RUNNING",
            "ACCEPTED",
            "SUCCEEDED",
            "FAILED",
            "CANCELLED");
    for (JsonNode application : status.path("applications")) {
      JsonNode each = application.path("durable");
      if (!each.isMissingNode()) {
        table.row(
            application.path("name").asText(),
            plain(each, "pending"),
            plain(each, "running"),
            plain(each, "accepted"),
            plain(each, "succeeded"),
            plain(each, "failed"),
            plain(each, "cancelled"));
      }
    }
    return table;
  }

  private TextTable eventLoops() {
    TextTable table = new TextTable(1, "EVENT LOOP", "DELAY P50", "P99", "MAX");
    for (JsonNode each : status.path("eventLoops")) {
      table.row(
          each.path("thread").asText(),
          time(each, "delayP50"),
          time(each, "delayP99"),
          time(each, "delayMax"));
    }
    return table;
  }

  private String failures() {
    StringBuilder text = new StringBuilder();
    for (JsonNode application : status.path("applications")) {
      for (JsonNode deployment : application.path("deployments")) {
        for (JsonNode each : deployment.path("lastFailures")) {
          text.append(each.path("time").asText()).append("  ");
          text.append(each.path("replica").asText(name(application, deployment))).append("  ");
          text.append(each.path("method").asText());
          text.append("  errorId=").append(each.path("errorId").asText());
          text.append("  requestId=").append(each.path("requestId").asText()).append('\n');
          text.append("  ").append(each.path("reason").asText().lines().findFirst().orElse(""));
          text.append('\n');
        }
      }
    }
    return text.toString();
  }

  private static String name(JsonNode application, JsonNode deployment) {
    return application.path("name").asText() + "/" + deployment.path("name").asText();
  }

  private static String plain(JsonNode node, String key) {
    return node.has(key) ? node.path(key).asText() : NOTHING;
  }

  private static String failed(JsonNode node) {
    if (!node.has("failures")) {
      return NOTHING;
    }
    List<String> kinds = new ArrayList<>();
    for (Map.Entry<String, JsonNode> kind : node.path("failures").properties()) {
      kinds.add(kind.getValue().asText() + " " + kind.getKey());
    }
    return kinds.isEmpty() ? "0" : String.join(", ", kinds);
  }

  /** Milliseconds in the unit that people would choose; what is 50 µs may be anything below. */
  private static String time(JsonNode node, String key) {
    if (!node.has(key)) {
      return NOTHING;
    }
    double millis = node.path(key).asDouble();
    if (millis < 1) {
      String micros = Math.round(millis * 1000) + " µs";
      return millis == 0.05 ? "≤" + micros : micros;
    }
    return millis < 1000 ? decimals(millis) + " ms" : decimals(millis / 1000) + " s";
  }

  private static String decimals(double value) {
    return value < 10
        ? String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "")
        : String.valueOf(Math.round(value));
  }

  private static String uptime(long seconds) {
    Duration up = Duration.ofSeconds(seconds);
    if (up.toDays() > 0) {
      return up.toDays() + " d " + up.toHoursPart() + " h";
    }
    if (up.toHours() > 0) {
      return up.toHours() + " h " + up.toMinutesPart() + " min";
    }
    return up.toMinutes() > 0
        ? up.toMinutes() + " min " + up.toSecondsPart() + " s"
        : seconds + " s";
  }
}
