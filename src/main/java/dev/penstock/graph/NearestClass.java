package dev.penstock.graph;

import dev.penstock.config.NearestName;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Finds the class that somebody probably meant who wrote the name of another. */
final class NearestClass {
  /** Of the server's own classes only these can be served. */
  private static final String EXAMPLES = "dev.penstock.examples.";

  private static final String SUFFIX = ".class";

  private NearestClass() {}

  /** The end of a message about a class that is not there. */
  static String hint(String name, ClassLoader loader) {
    boolean hasClasspath = loader instanceof ApplicationClassLoader;
    List<String> known = hasClasspath ? ofApplication((ApplicationClassLoader) loader) : List.of();
    List<String> all = new ArrayList<>(known);
    if (name.indexOf('.') < 0 || name.startsWith(EXAMPLES)) {
      all.addAll(examples());
    }
    Optional<String> meant = bySimpleName(name, all).or(() -> NearestName.of(name, all));
    if (meant.isPresent()) {
      return "did you mean \"" + meant.get() + "\"?";
    }
    if (!hasClasspath) {
      return "the application has no \"classpath\", which says where its classes are";
    }
    return known.isEmpty()
        ? "there is no class at all in the application's classpath: is it built?"
        : "is it spelled in full, and is its jar in the application's classpath?";
  }

  /** The class whose own name is the last part of what was written, if there is one only. */
  private static Optional<String> bySimpleName(String name, List<String> known) {
    String simple = simple(name);
    List<String> same = known.stream().filter(k -> simple(k).equals(simple)).toList();
    return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
  }

  private static String simple(String name) {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  private static List<String> ofApplication(ApplicationClassLoader loader) {
    List<String> names = new ArrayList<>();
    for (URL url : loader.getURLs()) {
      names.addAll(in(url));
    }
    return names;
  }

  private static List<String> examples() {
    var source = NearestClass.class.getProtectionDomain().getCodeSource();
    return source == null
        ? List.of()
        : in(source.getLocation()).stream().filter(n -> n.startsWith(EXAMPLES)).toList();
  }

  /** The names of all classes in a jar or folder; none if it cannot be read, as this is a hint. */
  private static List<String> in(URL url) {
    try {
      Path place = Path.of(url.toURI());
      return Files.isDirectory(place) ? inFolder(place) : inJar(place);
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      return List.of();
    }
  }

  private static List<String> inFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(NearestClass::isClass)
          .map(NearestClass::name)
          .toList();
    }
  }

  private static List<String> inJar(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(ZipEntry::getName)
          .filter(NearestClass::isClass)
          .map(NearestClass::name)
          .toList();
    }
  }

  private static boolean isClass(String file) {
    return file.endsWith(SUFFIX) && !file.startsWith("META-INF/");
  }

  private static String name(String file) {
    return file.substring(0, file.length() - SUFFIX.length()).replace('/', '.');
  }
}
