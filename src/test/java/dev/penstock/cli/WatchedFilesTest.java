package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a change of a configuration with a folder of classes, a folder of jars, a jar. */
class WatchedFilesTest {
  private final Path folder;
  private WatchedFiles files = WatchedFiles.NONE;

  WatchedFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void write() throws IOException {
    write("classes/com/example/Model.class", "1");
    write("lib/a.jar", "1");
    Path file =
        write(
            "app.json",
            """
            { "applications": [{ "name": "a", "root": "D",
              "classpath": ["classes", "lib/*", "later.jar"],
              "deployments": { "D": { "class": "C" } } }] }
            """);
    files = WatchedFiles.of(file, new ConfigReader(Map.of()).read(file, List.of()).config());
  }

  @Test
  void sameFilesAreNoChange() {
    assertThat(files.look()).isEqualTo(files.look());
  }

  @Test
  void seesWhatChangedAnywhere() throws IOException {
    assertThat(changesBy("app.json")).isEqualTo("app.json");
    assertThat(changesBy("classes/com/example/Model.class")).isEqualTo("Model.class");
    assertThat(changesBy("classes/com/example/inner/New.class")).isEqualTo("New.class");
    assertThat(changesBy("lib/b.jar")).isEqualTo("b.jar");
    assertThat(changesBy("later.jar")).isEqualTo("later.jar");
  }

  @Test
  void seesAFileThatIsGone() throws IOException {
    FileStamps before = files.look();
    Files.delete(folder.resolve("classes/com/example/Model.class"));

    assertThat(before.changes(files.look())).isEqualTo("Model.class");
  }

  @Test
  void seesAFileThatIsReplacedByOneOfTheSameSizeAndTime() throws IOException {
    FileStamps before = files.look();
    Path jar = folder.resolve("lib/a.jar");
    Path other = write("other", "2");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(jar));
    Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);

    assertThat(before.changes(files.look())).isEqualTo("a.jar");
  }

  @Test
  void ofAFolderOfJarsOnlyTheJarsCount() throws IOException {
    assertThat(changesBy("lib/notes.txt")).isEqualTo("nothing");
    assertThat(changesBy("lib/more/b.jar")).isEqualTo("nothing");
    assertThat(changesBy("elsewhere.json")).isEqualTo("nothing");
  }

  @Test
  void countsFurtherFiles() throws IOException {
    FileStamps before = files.look();
    write("app.json", "{}");
    write("lib/b.jar", "2");
    write("later.jar", "2");

    assertThat(before.changes(files.look())).isEqualTo("app.json and 2 others");
  }

  @Test
  void forgetsWhatWasWrittenSince() throws IOException {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    Files.setLastModifiedTime(folder.resolve("app.json"), FileTime.from(noon.minusSeconds(1)));
    Files.setLastModifiedTime(folder.resolve("lib/a.jar"), FileTime.from(noon));

    FileStamps known = files.look().before(noon);

    assertThat(known.changes(files.look())).isEqualTo("Model.class and 1 other");
  }

  private String changesBy(String file) throws IOException {
    FileStamps before = files.look();
    write(file, "longer than before: " + before);
    return before.changes(files.look());
  }

  private Path write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }
}
