package dev.penstock.cli;

import dev.penstock.config.PenstockConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is made of on disk: its file, and whatever is on the class paths of its
 * applications. A place may be missing; it counts from when it is there.
 *
 * @param places files, and folders with all below them; of {@code lib/*} only the jars in it
 */
record WatchedFiles(Set<Place> places) {
  /** No place. */
  static final WatchedFiles NONE = new WatchedFiles(Set.of());

  private static final String ALL_JARS = "/*";

  /** A file or folder; of a folder whether only its own jars count. */
  record Place(Path path, boolean jarsOnly) {}

  /** The file of a configuration, and what its applications are loaded from. */
  static WatchedFiles of(Path file, PenstockConfig config) {
    Set<Place> places = new LinkedHashSet<>();
    places.add(new Place(file.toAbsolutePath().normalize(), false));
    for (var application : config.applications()) {
      for (String entry : application.classpath()) {
        boolean jarsOnly = entry.endsWith(ALL_JARS);
        String path = jarsOnly ? entry.substring(0, entry.length() - ALL_JARS.length()) : entry;
        try {
          places.add(new Place(config.directory().resolve(path).normalize(), jarsOnly));
        } catch (InvalidPathException e) {
          // No file can have that name, so none can change; the check has told of it.
        }
      }
    }
    return new WatchedFiles(places);
  }

  /** These and more. */
  WatchedFiles with(WatchedFiles more) {
    Set<Place> all = new LinkedHashSet<>(places);
    all.addAll(more.places);
    return new WatchedFiles(all);
  }

  /** The files that are there now. */
  FileStamps look() {
    Map<Path, FileStamps.Stamp> found = new HashMap<>();
    for (Place place : places) {
      try {
        Files.walkFileTree(
            place.path(),
            Set.of(FileVisitOption.FOLLOW_LINKS),
            place.jarsOnly() ? 1 : Integer.MAX_VALUE,
            new Visitor(place, found));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look at " + place.path(), e);
      }
    }
    return new FileStamps(found);
  }

  /** Collects files; one that goes away meanwhile is not there. */
  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Place place;
    private final Map<Path, FileStamps.Stamp> found;

    Visitor(Place place, Map<Path, FileStamps.Stamp> found) {
      this.place = place;
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      boolean counts = !place.jarsOnly() || file.toString().endsWith(".jar");
      if (counts && !attributes.isDirectory()) {
        found.put(file, FileStamps.Stamp.of(attributes));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
