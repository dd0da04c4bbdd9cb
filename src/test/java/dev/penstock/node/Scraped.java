package dev.penstock.node;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** What the admin listener of a node said at a moment. */
record Scraped(Map<String, Double> values, Set<String> families) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static Scraped of(RunningNode node) {
    Map<String, Double> values = new LinkedHashMap<>();
    Set<String> families = new LinkedHashSet<>();
    for (String line : get(node, "/metrics").lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        families.add(line.split(" ", -1)[2]);
      } else if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return new Scraped(values, families);
  }

  /** Scrapes until it is as it should be. */
  static Scraped until(RunningNode node, Predicate<Scraped> wanted) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    Scraped found = of(node);
    while (!wanted.test(found)) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it never was so: " + found.values);
      }
      LockSupport.parkNanos(5_000_000);
      found = of(node);
    }
    return found;
  }

  static JsonObject status(RunningNode node) {
    return new JsonObject(get(node, "/api/status"));
  }

  private static String get(RunningNode node, String path) {
    URI uri = URI.create(node.penstock.adminUrl().orElseThrow() + path);
    try {
      return CLIENT
          .send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(uri.toString(), e);
    }
  }

  /** The number of a meter with these labels, as they stand in the text; 0 if it is missing. */
  double value(String name, String labels) {
    return values.getOrDefault(labels.isEmpty() ? name : name + "{" + labels + "}", 0.0);
  }
}
