package dev.penstock.durable;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The logs that the owner of a log has taken over, as the file {@code adopted} in the directory of
 * its own log says: a JSON array of {@code {"directory", "state"}}. It is on the disk before the
 * log itself says whose it is, so that a process that is killed meanwhile goes on when it starts
 * again. Belongs to who has locked the directory.
 */
final class AdoptionList {
  private static final String FILE = "adopted";

  /** How far it has come. */
  enum State {
    /** The log may not say yet who has taken it over. */
    TAKING,

    /** It does. */
    TAKEN,

    /** Nothing is left in it, and its files go. */
    ENDED
  }

  private final Path file;
  private final Map<Path, State> entries = new LinkedHashMap<>();

  private AdoptionList(Path file) {
    this.file = file;
  }

  /**
   * The list in the directory of a log; empty if there is none.
   *
   * @throws LogUnusableException if it cannot be read
   */
  static AdoptionList of(Path directory) {
    AdoptionList list = new AdoptionList(directory.resolve(FILE));
    try {
      for (Object each : new JsonArray(Files.readString(list.file))) {
        JsonObject entry = (JsonObject) each;
        list.entries.put(
            Path.of(String.valueOf(entry.getString("directory"))),
            State.valueOf(String.valueOf(entry.getString("state")).toUpperCase(Locale.ROOT)));
      }
    } catch (NoSuchFileException e) {
      return list;
    } catch (IOException | DecodeException | ClassCastException | IllegalArgumentException e) {
      throw new LogUnusableException(
          directory, "has a file " + FILE + " that cannot be read (" + e + "): restore it", e);
    }
    return list;
  }

  /** What stands in it, in the order of its coming. */
  Map<Path, State> entries() {
    return new LinkedHashMap<>(entries);
  }

  /** Whether nothing stands in it. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Writes down how far the adoption of a log has come. Waits for the disk. */
  void put(Path directory, State state) {
    entries.put(directory, state);
    write();
  }

  /** The log is no concern of this list any more. Waits for the disk. */
  void remove(Path directory) {
    entries.remove(directory);
    write();
  }

  private void write() {
    JsonArray array = new JsonArray();
    entries.forEach(
        (directory, state) ->
            array.add(
                new JsonObject()
                    .put("directory", directory.toString())
                    .put("state", state.name().toLowerCase(Locale.ROOT))));
    try {
      LogDirectory.replace(file, array.encodePrettily());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the list away. */
  static void delete(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(FILE));
  }
}
