package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeHashTest {
  @TempDir private Path folder;

  /** The hash of an application in a folder of that name, with a file on its class path. */
  private String hash(String place, String name, String content, int replicas) throws IOException {
    Path here = Files.createDirectories(folder.resolve(place));
    Path classes = Files.createDirectories(here.resolve("classes").resolve("deep"));
    Files.writeString(classes.resolve(name), content);
    Path file = here.resolve("app.json");
    Files.writeString(
        file,
        """
        { "applications": [{ "name": "app", "classpath": ["classes"],
          "root": "Model", "async": { "directory": "requests" }, "deployments": {
          "Model": { "class": "dev.penstock.graph.TestDeployments$Echo", "replicas": %d } } }] }
        """
            .formatted(replicas));
    ConfigReader.Result read = new ConfigReader(Map.of()).read(file, List.of());
    ApplicationGraph application =
        new GraphCompiler(new TestRules(), CodeHashTest.class.getClassLoader(), 17)
            .compile(read)
            .orThrow("test")
            .get(0);
    try {
      return CodeHash.of(application, read.config().applications().get(0));
    } finally {
      application.closeLoader();
    }
  }

  @Test
  void isTheSameWhereverTheFilesLie() throws IOException {
    assertThat(hash("one", "a.txt", "text", 1))
        .isEqualTo(hash("other", "a.txt", "text", 1))
        .hasSize(64);
  }

  @Test
  void differsWithEachByteEachNameAndEachOption() throws IOException {
    String hash = hash("one", "a.txt", "text", 1);

    assertThat(hash("content", "a.txt", "Text", 1)).isNotEqualTo(hash);
    assertThat(hash("name", "b.txt", "text", 1)).isNotEqualTo(hash);
    assertThat(hash("option", "a.txt", "text", 2)).isNotEqualTo(hash);
  }
}
