package dev.penstock.durable;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has taken over a log, as the file {@code owner} in its directory says: a JSON object with
 * these keys. It holds for as long as the file is there, whatever has become of the process.
 *
 * @param node its name
 * @param log id of its own log, by which it is known again when it has started anew
 * @param directory of its own log
 * @param process that took it over first, or had it last
 * @param since when that was
 */
record LogOwner(String node, int log, Path directory, long process, Instant since) {
  private static final String FILE = "owner";

  /**
   * Who has taken over the log in a directory; empty if nobody has.
   *
   * @throws LogUnusableException if that cannot be read
   */
  static Optional<LogOwner> of(Path directory) {
    try {
      JsonObject json = new JsonObject(Files.readString(directory.resolve(FILE)));
      return Optional.of(
          new LogOwner(
              text(json, "node"),
              Integer.parseUnsignedInt(text(json, "log"), 16),
              Path.of(text(json, "directory")),
              json.getLong("process", 0L),
              Instant.parse(text(json, "since"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException
        | DecodeException
        | ClassCastException
        | IllegalArgumentException
        | DateTimeException e) {
      throw new LogUnusableException(
          directory, "has a file " + FILE + " that cannot be read (" + e + "): restore it", e);
    }
  }

  private static String text(JsonObject json, String key) {
    @Nullable String text = json.getString(key);
    if (text == null) {
      throw new IllegalArgumentException("without " + key);
    }
    return text;
  }

  /** Says so in the directory of the log, on its disk. */
  void write(Path taken) throws IOException {
    LogDirectory.replace(
        taken.resolve(FILE),
        new JsonObject()
            .put("node", node)
            .put("log", LogDirectory.text(log))
            .put("directory", directory.toString())
            .put("process", process)
            .put("since", since.toString())
            .encodePrettily());
  }

  /** Takes away what {@link #write} has written. */
  static void delete(Path taken) throws IOException {
    Files.deleteIfExists(taken.resolve(FILE));
  }

  /** For people. */
  String words() {
    return "node "
        + node
        + " (process "
        + process
        + ", since "
        + since
        + "), whose own log is "
        + directory;
  }
}
