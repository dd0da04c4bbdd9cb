package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --watch}: what somebody sees who edits and compiles while it runs. */
@Tag("jar")
class WatchJarTest {
  private static final String SOURCE =
      """
      package user;

      import io.vertx.core.Future;

      interface Greeter {
        Future<String> greet(String name);
      }

      public class Polite implements Greeter {
        private final String greeting;

        public Polite(String greeting) {
          this.greeting = greeting;
        }

        public Future<String> greet(String name) {
          return Future.succeededFuture(greeting + name + "%s");
        }
      }
      """;

  private final Path folder;

  WatchJarTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void servesEachVersionOnTheSamePortUntilCtrlC() throws Exception {
    compile("!");
    Path file = configure("\"Hello, \"");
    try (var penstock = PenstockProcess.java("run", "--watch", file.toString())) {
      String url = penstock.url();
      assertThat(greeting(penstock)).isEqualTo("Hello, Ada!");

      configure("\"Good day, \"");
      penstock.lines("ready at " + url, 2);
      assertThat(greeting(penstock)).isEqualTo("Good day, Ada!");

      compile("?");
      penstock.lines("ready at " + url, 3);
      assertThat(greeting(penstock)).isEqualTo("Good day, Ada?");

      configure("5"); // no String
      penstock.errorLine("the old version goes on serving");
      assertThat(greeting(penstock)).isEqualTo("Good day, Ada?");

      configure("\"Bye, \"");
      penstock.lines("ready at " + url, 4);
      assertThat(greeting(penstock)).isEqualTo("Bye, Ada?");

      penstock.signal("INT");
      assertThat(penstock.exitCode()).isZero();
    }
  }

  private static String greeting(PenstockProcess penstock) throws Exception {
    return penstock.post("/", "Ada".getBytes(UTF_8)).body();
  }

  /** In one step, as editors do. */
  private Path configure(String greeting) throws IOException {
    Path next = folder.resolve("app.json.next");
    Files.writeString(
        next,
        """
        { "http": { "port": 0, "eventLoops": 1 },
          "applications": [{ "name": "app", "root": "Greeter", "classpath": ["classes"],
            "deployments": { "Greeter": { "class": "user.Polite", "args": [%s] } } }] }
        """
            .formatted(greeting));
    return Files.move(next, folder.resolve("app.json"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void compile(String end) throws IOException {
    Path source = Files.createDirectories(folder.resolve("sources/user")).resolve("Polite.java");
    Files.writeString(source, SOURCE.formatted(end));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("penstock.jar"),
                "-d",
                folder.resolve("classes").toString(),
                source.toString());
    assertThat(status).isZero();
  }
}
