package dev.penstock.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/** Lets a node take over a log of durable requests whose own node is gone for good. Any thread. */
@FunctionalInterface
public interface LogAdoption {
  /**
   * Takes it over.
   *
   * @param directory of the log, on this node's machine
   * @return what came of it, as it is told; fails with {@link AdoptionRefusedException} if it
   *     cannot be
   */
  Future<JsonObject> adopt(Path directory);
}
