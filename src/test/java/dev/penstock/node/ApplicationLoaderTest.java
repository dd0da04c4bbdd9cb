package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.ConfigReader;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.GraphCompiler;
import dev.penstock.message.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application of a file that brings its own classes: who loads them, and for how long. */
class ApplicationLoaderTest {
  private static final String SOURCE =
      """
      package user;

      import io.vertx.core.Future;
      import io.vertx.core.Vertx;

      interface Where {
        Future<String> loaders();
      }

      public class Probe implements Where {
        static class Unused {}

        private final boolean atConstruction = own();

        public Probe(boolean fails) {
          if (fails) {
            throw new IllegalStateException("not today");
          }
        }

        private static boolean own() {
          return Thread.currentThread().getContextClassLoader() == Probe.class.getClassLoader();
        }

        public Future<String> loaders() {
          boolean inMethod = own();
          return Vertx.currentContext().owner().timer(1)
              .map(fired -> atConstruction + " " + inMethod + " " + own());
        }
      }
      """;

  private final Path folder;

  ApplicationLoaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void compile() throws IOException {
    CompiledClass.in(folder, "Probe", SOURCE);
  }

  private static String config(String options) {
    return """
        {
          "http": { "port": 0, "eventLoops": 2 },
          "store": { "directory": "store", "initial": 0 },
          "applications": [{
            "name": "app", "root": "Probe", "classpath": ["classes/"],
            "deployments": { "Probe": { "class": "user.Probe", %s } }
          }]
        }
        """
        .formatted(options);
  }

  private ConfigReader.Result read(String options) {
    return new ConfigReader(Map.of()).read(config(options), "test", folder, List.of());
  }

  private static List<ApplicationGraph> compiled(ConfigReader.Result read) {
    return new GraphCompiler(Contract::problems).compile(read).orThrow("test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"threading\": \"event-loop\"",
        "\"threading\": \"worker\"",
        "\"threading\": \"worker\", \"threads\": 2"
      })
  void codeAndCallbacksRunWithTheApplicationsLoaderAsContextLoader(String threading)
      throws IOException {
    Path file = folder.resolve("app.json");
    Files.writeString(file, config("\"args\": [false], " + threading));

    try (RunningNode node = RunningNode.of(file)) {
      assertThat(node.post("/", "").body()).isEqualTo("true true true");
    }
  }

  @Test
  void closedNodeClosesTheLoader() {
    ConfigReader.Result read = read("\"args\": [false]");
    List<ApplicationGraph> graphs = compiled(read);

    await(Node.start(read.config(), graphs, failure -> {})).close();

    assertClosed(graphs);
  }

  @Test
  void failedStartClosesTheLoader() {
    ConfigReader.Result read = read("\"args\": [true]");
    List<ApplicationGraph> graphs = compiled(read);

    assertThatThrownBy(() -> await(Node.start(read.config(), graphs, failure -> {})))
        .hasMessageContaining("app/Probe#0: its constructor failed")
        .hasMessageContaining("not today");
    assertClosed(graphs);
  }

  private static void assertClosed(List<ApplicationGraph> graphs) {
    assertThatThrownBy(() -> graphs.get(0).loader().loadClass("user.Probe$Unused"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
