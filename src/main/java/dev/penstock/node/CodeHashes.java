package dev.penstock.node;

import dev.penstock.StartFailedException;
import dev.penstock.config.ApplicationConfig;
import dev.penstock.config.PenstockConfig;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.CodeHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** SHA-256 of what the applications of a node run, by their names. */
final class CodeHashes {
  private CodeHashes() {}

  static Future<Map<String, String>> of(
      Vertx vertx, List<ApplicationGraph> applications, PenstockConfig config) {
    return vertx.executeBlocking(
        () -> {
          Map<String, String> hashes = new HashMap<>();
          for (ApplicationGraph application : applications) {
            hashes.put(application.name(), of(application, config));
          }
          return Map.copyOf(hashes);
        });
  }

  private static String of(ApplicationGraph application, PenstockConfig config) {
    ApplicationConfig written =
        config.applications().stream()
            .filter(each -> each.name().equals(application.name()))
            .findFirst()
            .orElseThrow();
    try {
      return CodeHash.of(application, written);
    } catch (IOException e) {
      throw new StartFailedException(
          "the class path of application " + application.name() + " cannot be read: " + e, e);
    }
  }
}
