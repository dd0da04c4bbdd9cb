package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Problem;
import dev.penstock.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about classes of an application's class path that cannot be loaded. */
class UnknownClassTest {
  private final Path folder;

  UnknownClassTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void compile() throws IOException {
    Path source = Files.createDirectories(folder.resolve("acme")).resolve("Scorer.java");
    Files.writeString(
        source,
        "package acme; public class Scorer implements Runnable "
            + "{ public void run() {} public static class Inner extends Scorer {} }");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", folder + "/classes", source.toString());
    assertThat(status).isZero();
    Files.createDirectories(folder.resolve("empty"));
  }

  @Test
  void namesTheNearestClass() {
    assertThat(problem("Scorer", "classes")).endsWith("did you mean \"acme.Scorer\"?");
    assertThat(problem("acme.Scorrer", "classes")).endsWith("did you mean \"acme.Scorer\"?");
    assertThat(problem("acme.Scorer.Inner", "classes"))
        .endsWith("did you mean \"acme.Scorer$Inner\"?");
  }

  @Test
  void saysThatNothingIsBuilt() {
    assertThat(problem("acme.Scorer", "empty")).endsWith("is it built?");
  }

  @Test
  void asksForTheJarWhenNothingIsNear() {
    assertThat(problem("org.other.Completely", "classes"))
        .endsWith("is its jar in the application's classpath?");
  }

  @Test
  void saysThatAClassIsForALaterJava() throws IOException {
    Path file = folder.resolve("classes/acme/Scorer.class");
    byte[] bytes = Files.readAllBytes(file);
    bytes[7] = (byte) (44 + 99); // the lower byte of the version
    Files.write(file, bytes);

    assertThat(problem("acme.Scorer", "classes"))
        .contains("class acme.Scorer is compiled for Java 99, this is Java ")
        .contains("compile it with --release ");
  }

  private String problem(String name, String classpath) {
    String file =
        """
        { "applications": [{ "name": "a", "root": "D", "classpath": ["%s"],
          "deployments": { "D": { "class": "%s" } } }] }
        """
            .formatted(classpath, name);
    ConfigReader.Result read = new ConfigReader(Map.of()).read(file, "test", folder, List.of());
    List<Problem> problems =
        new GraphCompiler(new TestRules(), getClass().getClassLoader(), 17)
            .compile(read)
            .problems();
    assertThat(problems).hasSize(1);
    return problems.get(0).message();
  }
}
