package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.ConfigReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The project that {@code new} writes, and what it refuses to write. */
class NewCommandTest {
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>(maven-\\w+-plugin)</artifactId>\\s*<version>(.*)</version>");

  private final Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  NewCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void fillsEveryWordOfItsTemplate() throws IOException {
    assertThat(make("demo", "--package", "org.acme.greet", "--name", "polite")).isZero();

    assertThat(folder.resolve("demo/src/main/java/org/acme/greet/Greeter.java")).exists();
    assertThat(folder.resolve("demo/src/test/java/org/acme/greet/WelcomeTest.java")).exists();
    assertThat(Files.isExecutable(folder.resolve("demo/run"))).isTrue();
    try (Stream<Path> files = Files.walk(folder.resolve("demo"))) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSize(11)
          .allSatisfy(file -> assertThat(text(file)).doesNotContainPattern("@[a-z]+@"));
    }
    assertThat(text(folder.resolve("demo/app.json")))
        .contains("\"name\": \"polite\"", "org.acme.greet.PoliteGreeter");
    assertThat(out.toString()).contains("cd ", "mvn package", "./run", "curl");
  }

  @Test
  void runsWithoutWarningsOfNewJvmsAndByTheJavaOfJavaHome() throws Exception {
    assertThat(make("demo")).isZero();
    Path tools = Files.createDirectories(folder.resolve("home/bin"));
    for (String tool : List.of("mvn", "java")) {
      Files.writeString(tools.resolve(tool), "#!/bin/sh\necho " + tool + " \"$@\"\n");
      assertThat(tools.resolve(tool).toFile().setExecutable(true)).isTrue();
    }
    ProcessBuilder run = new ProcessBuilder(folder.resolve("demo/run").toString(), "--watch");
    run.environment().put("JAVA_HOME", folder.resolve("home").toString());
    run.environment().compute("PATH", (name, path) -> tools + ":" + path);
    run.environment().put("PENSTOCK_JAR", "my server.jar");
    Process process = run.redirectErrorStream(true).start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
        .containsExactly(
            "mvn -q compile",
            "java -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow"
                + " -jar my server.jar run app.json --watch");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void writesAConfigurationWithoutProblems() {
    make("demo");
    Path file = folder.resolve("demo/app.json");

    assertThat(new ConfigReader(Map.of()).read(file, List.of()).problems()).isEmpty();
    assertThat(text(file)).contains("./penstock.schema.json");
    assertThat(folder.resolve("demo/penstock.schema.json")).exists();
  }

  @Test
  void usesThePluginsOfThisBuild() throws IOException {
    make("demo");
    List<String> own = plugins(Path.of("pom.xml"));

    assertThat(plugins(folder.resolve("demo/pom.xml"))).hasSize(4).isSubsetOf(own);
  }

  @Test
  void writesIntoAnEmptyFolder() throws IOException {
    Files.createDirectory(folder.resolve("demo"));

    assertThat(make("demo")).isZero();
  }

  @Test
  void leavesAFolderWithFilesAlone() throws IOException {
    Files.createDirectory(folder.resolve("demo"));
    Files.writeString(folder.resolve("demo/mine.txt"), "mine");

    assertThat(make("demo")).isEqualTo(2);
    assertThat(err.toString()).contains("demo is not empty");
    assertThat(folder.resolve("demo/pom.xml")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "demo, --package, com..example, bad package 'com..example'",
    "demo, --package, com.class, bad package 'com.class'",
    "demo, --package, dev.penstock.mine, classes below dev.penstock come from the server",
    "demo, --name, a/b, bad name 'a/b'",
    "my demo, --package, com.example, bad name 'my demo'"
  })
  void refusesNamesThatCannotBe(String directory, String option, String value, String message) {
    assertThat(make(directory, option, value)).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ").contains(message);
    assertThat(folder.resolve(directory)).doesNotExist();
  }

  private int make(String directory, String... options) {
    String[] arguments =
        Stream.concat(
                Stream.of("new", folder.resolve(directory).toString(), "--no-install"),
                Stream.of(options))
            .toArray(String[]::new);
    return PenstockCommand.over(
            (file, overrides) -> {
              throw new AssertionError("checks no file");
            },
            (config, graphs) -> {
              throw new AssertionError("starts no node");
            })
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static List<String> plugins(Path pom) {
    return VERSION
        .matcher(text(pom))
        .results()
        .map((MatchResult plugin) -> plugin.group(1) + ":" + plugin.group(2))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
