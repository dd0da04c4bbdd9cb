package dev.penstock.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Configuration files that somebody may have meant who named another. */
final class NearbyFiles {
  private static final int MOST = 5;

  private NearbyFiles() {}

  /** The end of a message about a file that is not there; may be empty. */
  static String of(Path missing) {
    Path folder = missing.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return folder == null ? "" : "; there is no folder " + folder + " either";
    }
    List<String> names = json(folder);
    return NearestName.of(String.valueOf(missing.getFileName()), names)
        .map(near -> "; did you mean " + near + "?")
        .orElseGet(() -> names.isEmpty() ? "" : "; there is " + shown(names));
  }

  /** The end of a message about a folder that is no file; may be empty. */
  static String in(Path folder) {
    List<String> names = json(folder);
    return names.isEmpty() ? "" : "; in it there is " + shown(names);
  }

  private static String shown(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MOST, names.size())));
    return names.size() > MOST ? first + ", …" : first;
  }

  private static List<String> json(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".json") && !name.endsWith(".schema.json"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // only a hint
    }
  }
}
