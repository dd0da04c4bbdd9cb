package dev.penstock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * A small project: texts that the jar brings, with {@code @name@} and other words filled in.
 *
 * @param name of project and application
 * @param javaPackage of its classes
 * @param version of Penstock that it is built with
 * @param jar the jar by which it is run, if that is known
 */
record ProjectTemplate(String name, String javaPackage, String version, Optional<Path> jar) {
  private static final String FOLDER = "project/";
  private static final List<String> SOURCES =
      List.of(
          "src/main/java/Greeter.java",
          "src/main/java/PoliteGreeter.java",
          "src/main/java/Welcome.java",
          "src/test/java/WelcomeTest.java",
          "src/test/java/ApplicationTest.java");

  /** Writes all files. */
  void write(Path folder) throws IOException {
    for (String source : SOURCES) {
      Path place = Path.of(source);
      Path inPackage =
          place.resolveSibling(javaPackage.replace('.', '/')).resolve(place.getFileName());
      write(folder.resolve(inPackage), filled(source));
    }
    for (String file : List.of("pom.xml", "app.json", "README.md", "run")) {
      write(folder.resolve(file), filled(file));
    }
    write(folder.resolve(".gitignore"), filled("gitignore"));
    write(folder.resolve("penstock.schema.json"), SchemaCommand.text());
    makeExecutable(folder.resolve("run"));
  }

  private String filled(String file) throws IOException {
    return OwnResource.text(FOLDER + file)
        .replace("@name@", name)
        .replace("@package@", javaPackage)
        .replace("@version@", version)
        .replace("@jar@", jar.map(ProjectTemplate::quoted).orElse("penstock.jar"));
  }

  /** As it stands between double quotes, in the default of a variable of the shell. */
  private static String quoted(Path path) {
    return path.toString().replaceAll("[\\\\\"$`}]", "\\\\$0");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void makeExecutable(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
