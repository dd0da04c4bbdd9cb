package dev.penstock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder where Maven looks for artifacts before it asks anybody else.
 *
 * @param folder such as {@code ~/.m2/repository}
 */
record LocalMavenRepository(Path folder) {
  private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
  private static final Pattern PLACE =
      Pattern.compile("<localRepository>\\s*([^<]+?)\\s*</localRepository>");

  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>dev.penstock</groupId>
        <artifactId>penstock</artifactId>
        <version>%s</version>
        <description>The jar that serves, with all that it needs; put here by 'penstock new'.</description>
      </project>
      """;

  /** The user's: where the settings say, or else in the home directory. */
  static LocalMavenRepository ofUser() throws IOException {
    return of(Path.of(System.getProperty("user.home")));
  }

  /** That of the user with that home directory. */
  static LocalMavenRepository of(Path home) throws IOException {
    Path settings = home.resolve(".m2").resolve("settings.xml");
    if (Files.isRegularFile(settings)) {
      Matcher place = PLACE.matcher(COMMENT.matcher(Files.readString(settings)).replaceAll(""));
      if (place.find()) {
        return new LocalMavenRepository(
            Path.of(place.group(1).replace("${user.home}", home.toString())));
      }
    }
    return new LocalMavenRepository(home.resolve(".m2").resolve("repository"));
  }

  /** Whether Maven finds that version of Penstock here. */
  boolean holds(String version) {
    return Files.isRegularFile(file(version, "jar")) && Files.isRegularFile(file(version, "pom"));
  }

  /** Whether what Maven finds here was built before that jar of the same version. */
  boolean isOlder(Path jar, String version) throws IOException {
    return holds(version)
        && Files.getLastModifiedTime(file(version, "jar")).compareTo(Files.getLastModifiedTime(jar))
            < 0;
  }

  /** Puts a fat jar here, as an artifact that depends on nothing. */
  void install(Path jar, String version) throws IOException {
    Files.createDirectories(file(version, "jar").getParent());
    // The jar last, and in one step: Maven sees all of it or nothing.
    Files.writeString(file(version, "pom"), POM.formatted(version));
    Path copy = file(version, "jar.new");
    try {
      Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.move(copy, file(version, "jar"), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private Path file(String version, String type) {
    return folder.resolve(
        Path.of("dev", "penstock", "penstock", version, "penstock-" + version + "." + type));
  }
}
