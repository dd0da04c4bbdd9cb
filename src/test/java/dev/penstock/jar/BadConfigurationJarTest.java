package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user reads whose file or classes are wrong; each rule is tried by BadInputTest. */
@Tag("jar")
class BadConfigurationJarTest {
  private static final Path BAD = Path.of("src", "test", "resources", "bad");

  @TempDir private static Path folder;
  private static UserProject project;

  @BeforeAll
  static void compile() {
    project = UserProject.in(folder);
  }

  @Test
  void reportsAllEightErrorsOfAFileAndStartsNothing() throws Exception {
    Path classes = Path.of("target", "test-classes").toAbsolutePath();
    List<String> told = new ArrayList<>(Files.readAllLines(BAD.resolve("eight-errors.txt")));
    String file = BAD.resolve("eight-errors.json").toString();
    told.add(file + ": 8 errors, nothing was started");

    try (var penstock =
        PenstockProcess.java(
            "run", file, "--set", "applications[0].classpath=[\"" + classes + "\"]")) {
      assertThat(penstock.exitCode()).isEqualTo(2);
      assertThat(penstock.problems()).isEqualTo(told);
      assertThat(penstock.stdout()).isEmpty();
    }
  }

  @Test
  void saysAtWhichLineAndColumnAFileIsNotJson() throws Exception {
    assertRefused(BAD.resolve("not-json.json").toString(), "line 4, column 25");
  }

  @Test
  void saysInOneLineThatANodeCannotTakeItsPlaceInACluster() throws Exception {
    try (var penstock =
        PenstockProcess.java(
            "run",
            "conf/pipeline.json",
            "--set=cluster.enabled=true",
            "--set=cluster.port=0",
            "--set=cluster.host=192.0.2.1")) {
      assertThat(penstock.exitCode()).isEqualTo(1);
      assertThat(penstock.problems())
          .singleElement()
          .asString()
          .contains("192.0.2.1", "cluster.host must be an address of this machine");
      assertThat(penstock.stdout()).isEmpty();
    }
  }

  @Test
  void saysInOneLineWhatHazelcastRefuses() throws Exception {
    Path settings = Files.writeString(folder.resolve("torn.yaml"), "hazelcast: {\n");
    try (var penstock =
        PenstockProcess.java(
            "run",
            "conf/pipeline.json",
            "--set=cluster.enabled=true",
            "--set=cluster.quorum=1",
            "--set=cluster.hazelcast=" + settings)) {
      assertThat(penstock.exitCode()).isEqualTo(1);
      assertThat(penstock.problems()).singleElement().asString().contains("torn.yaml", "column");
      assertThat(penstock.stdout()).isEmpty();
    }
  }

  @Test
  void saysWhichJarIsMissing() throws Exception {
    Path file = folder.resolve("jar.json");
    Files.writeString(
        file,
        """
        { "applications": [{ "name": "app", "root": "Root", "classpath": ["classes", "lib/model.jar"],
            "deployments": { "Root": { "class": "acme.UnrulyModel" } } }] }
        """);

    assertRefused(file.toString(), "classpath[1]", folder.resolve("lib/model.jar").toString());
  }

  @Test
  void saysWhichClassAClassNeeds() throws Exception {
    assertRefused(project.rootOf("NeedsGone", "[null]"), "acme.NeedsGone needs class acme.Gone");
  }

  @Test
  void saysWhichParameterAndResultCannotCrossACall() throws Exception {
    try (var penstock = PenstockProcess.java("validate", project.rootOf("UntypedRoot", "[]"))) {
      assertThat(penstock.exitCode()).isEqualTo(2);
      assertThat(penstock.problems())
          .hasSize(3)
          .anySatisfy(line -> assertThat(line).contains("Untyped.run, parameter 'anything'"))
          .anySatisfy(line -> assertThat(line).contains("Untyped.run, result"));
    }
  }

  @ParameterizedTest
  @CsvSource({"NeedsGoneLater, acme/Gone", "BadStart, 'For input string: \"many\"'"})
  void namesReplicaAndCauseWhenAConstructorFails(String type, String cause) throws Exception {
    try (var penstock = PenstockProcess.java("run", project.rootOf(type, "[]"))) {
      assertThat(penstock.exitCode()).isEqualTo(1);
      assertThat(penstock.problems())
          .singleElement()
          .asString()
          .contains("app/Root#0", "constructor", cause);
      assertThat(penstock.stdout())
          .filteredOn(line -> line.contains("//acme." + type + ".<"))
          .as("the stack of the user's code, once")
          .hasSize(1);
      assertThat(penstock.stdout()).noneMatch(line -> line.contains("ready at"));
    }
  }

  /** One error, and a line that sums up. */
  private static void assertRefused(String file, String... words) throws Exception {
    try (var penstock = PenstockProcess.java("run", file)) {
      assertThat(penstock.exitCode()).isEqualTo(2);
      assertThat(penstock.problems())
          .hasSize(2)
          .first()
          .asString()
          .startsWith("error: $")
          .contains(words);
      assertThat(penstock.stdout()).isEmpty();
    }
  }
}
