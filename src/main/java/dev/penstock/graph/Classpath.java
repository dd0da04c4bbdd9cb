package dev.penstock.graph;

import dev.penstock.Problem;
import dev.penstock.config.JsonPaths;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipFile;

/** Class path entries as written, found on disk. */
final class Classpath {
  private final Path directory;
  private final List<Problem> problems;
  private final List<URL> urls = new ArrayList<>();

  private Classpath(Path directory, List<Problem> problems) {
    this.directory = directory;
    this.problems = problems;
  }

  /**
   * The places of all entries that exist; others are problems.
   *
   * @param path of the array of entries
   */
  static List<URL> find(Path directory, String path, List<String> entries, List<Problem> problems) {
    Classpath classpath = new Classpath(directory, problems);
    for (int i = 0; i < entries.size(); i++) {
      classpath.add(JsonPaths.item(path, i), entries.get(i));
    }
    return classpath.urls;
  }

  private void add(String path, String entry) {
    boolean all = entry.endsWith("/*");
    Path place;
    try {
      place = directory.resolve(all ? entry.substring(0, entry.length() - 2) : entry).normalize();
    } catch (InvalidPathException e) {
      problems.add(Problem.error(path, "bad path \"" + entry + "\": " + e.getReason()));
      return;
    }
    if (all) {
      addJars(path, entry, place);
    } else if (Files.exists(place)) {
      add(path, place);
    } else {
      String what = entry.endsWith(".jar") ? "jar" : "jar or folder";
      problems.add(
          Problem.error(
              path, "missing " + what + " \"" + entry + "\": there is no " + place + hint(entry)));
    }
  }

  /** What to do about an entry that is not there; may be empty. */
  private static String hint(String entry) {
    if (Files.exists(Path.of(entry).toAbsolutePath())) {
      return "; paths are relative to the configuration file, not to the working directory";
    }
    return entry.matches("(.*/)?(target|build)/.*") ? "; is it built?" : "";
  }

  private void addJars(String path, String entry, Path folder) {
    if (!Files.isDirectory(folder)) {
      problems.add(
          Problem.error(path, "missing folder \"" + entry + "\": there is no folder " + folder));
      return;
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      problems.add(Problem.error(path, "cannot list the folder \"" + entry + "\": " + e));
      return;
    }
    if (jars.isEmpty()) {
      problems.add(Problem.warning(path, "no jar in the folder \"" + entry + "\""));
    }
    Collections.sort(jars);
    jars.forEach(jar -> add(path, jar));
  }

  private void add(String path, Path place) {
    try {
      if (Files.isRegularFile(place)) {
        new ZipFile(place.toFile()).close(); // a class loader would skip what is no jar
      }
      urls.add(place.toUri().toURL());
    } catch (MalformedURLException e) {
      problems.add(Problem.error(path, "bad path " + place + ": " + e.getMessage()));
    } catch (IOException e) {
      problems.add(Problem.error(path, place + " cannot be read as a jar: " + e.getMessage()));
    }
  }
}
