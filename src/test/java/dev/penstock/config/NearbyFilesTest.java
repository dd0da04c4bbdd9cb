package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about a configuration file that is not where it was looked for. */
class NearbyFilesTest {
  private final Path folder;

  NearbyFilesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    for (String name : List.of("app.json", "other.json", "app.schema.json", "notes.txt")) {
      Files.writeString(folder.resolve(name), "{}");
    }
  }

  @Test
  void namesTheNearestFile() {
    assertThat(problem("ap.json")).endsWith("ap.json; did you mean app.json?");
  }

  @Test
  void namesAllFilesWhenNoneIsNear() {
    assertThat(problem("pipeline-of-mine")).endsWith("; there is app.json, other.json");
  }

  @Test
  void namesTheFilesOfAFolder() {
    assertThat(problem("."))
        .startsWith("this is a directory")
        .endsWith("; in it there is app.json, other.json");
  }

  @Test
  void saysThatTheFolderIsMissing() {
    assertThat(problem("conf/app.json")).contains("; there is no folder ").endsWith("conf either");
  }

  private String problem(String file) {
    var problems = new ConfigReader(Map.of()).read(folder.resolve(file), List.of()).problems();
    assertThat(problems).hasSize(1);
    return problems.get(0).message();
  }
}
