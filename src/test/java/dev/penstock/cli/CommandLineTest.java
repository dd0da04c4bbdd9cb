package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.Penstock;
import dev.penstock.Problem;
import dev.penstock.StartFailedException;
import dev.penstock.config.PenstockConfig;
import dev.penstock.graph.ApplicationGraph;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Commands over the real checks and a node that never starts. */
class CommandLineTest {
  private static final String PIPELINE = "conf/pipeline.json";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<PenstockConfig> started = new ArrayList<>();

  @Test
  void saysInOneLineWhyTheNodeCouldNotStart() {
    int exit = execute("run", PIPELINE);

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString()).isEqualToNormalizingNewlines("error: port 8000 is in use\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void putsHostPortAndSettingsInPlaceOfTheFiles() {
    execute("run", PIPELINE, "--host", "0.0.0.0", "--port", "0", "--set", "http.maxBody=5KiB");

    assertThat(started)
        .singleElement()
        .satisfies(
            config -> {
              assertThat(config.http().host()).isEqualTo("0.0.0.0");
              assertThat(config.http().port()).isZero();
              assertThat(config.http().maxBody()).isEqualTo(5 * 1024);
            });
  }

  @ParameterizedTest
  @CsvSource({"run, ', nothing was started'", "validate, ''", "graph, ''"})
  void reportsEveryErrorOfAFileAndStartsNothing(
      String command, String consequence, @TempDir Path directory) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("app.json"),
            """
            { "applications": [{ "name": "app", "root": "Echo", "deployments": {
                "Echo": {
                  "class": "dev.penstock.examples.EchoModel", "replica": 2, "threads": 0 } } }] }
            """);

    int exit = execute(command, file.toString());

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .contains("error: $.applications[0].deployments.Echo.replica:")
        .contains("error: $.applications[0].deployments.Echo.threads:")
        .endsWith(file + ": 2 errors" + consequence + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
    assertThat(started).isEmpty();
  }

  @Test
  void saysThatADirectoryIsNoFile() {
    assertThat(execute("validate", "conf")).isEqualTo(2);

    assertThat(err.toString()).startsWith("error: $: this is a directory, not a file: conf");
  }

  @Test
  void printsWarningsAndStarts() {
    var warned =
        PenstockCommand.over(
            (file, overrides) -> {
              CheckedFile checked = files().check(file, overrides);
              return new CheckedFile(
                  checked.config(),
                  checked.graphs(),
                  List.of(Problem.warning("$.here", "looks odd")));
            },
            this::refuseToStart);

    execute(warned, "run", PIPELINE);

    assertThat(err.toString()).startsWith("warning: $.here: looks odd");
    assertThat(started).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "run, Missing required parameter: 'FILE'",
    "run conf/pipeline.json --port x, Invalid value for option '--port'",
    "run conf/pipeline.json --prot, Unknown option: '--prot'",
    "'', Missing required subcommand"
  })
  void explainsWrongUsage(String arguments, String message) {
    explains(arguments, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serve conf/pipeline.json|unknown command 'serve'; there are run, validate, graph, status, store, async, new, schema, completion",
        "graph conf/pipeline.json --format svg|Invalid value for option '--format': expected one of"
            + " [text, mermaid, json], was 'svg'",
        "run conf/pipeline.json --log-format xml|Invalid value for option '--log-format': expected"
            + " one of [text, json]",
      })
  void listsWhatIsKnownInPlaceOfAWrongWord(String arguments, String message) {
    explains(arguments, message);
  }

  private void explains(String arguments, String message) {
    int exit = execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: " + message).contains("--help");
    assertThat(started).isEmpty();
  }

  @Test
  void drawsTheGraphAsText() {
    execute("graph", PIPELINE, "--set", "http.eventLoops=3");

    assertThat(out.toString()).startsWith("pipeline at /").contains("Gateway", "3 instances");
  }

  @Test
  void drawsTheGraphAsMermaid() {
    execute("graph", PIPELINE, "--set", "http.eventLoops=1", "--format", "mermaid");

    assertThat(out.toString()).startsWith("flowchart").contains("subgraph", "Gateway", "Model");
  }

  @Test
  void writesTheGraphAsJson() throws IOException {
    execute("graph", PIPELINE, "--format", "json");

    var application = new ObjectMapper().readTree(out.toString()).at("/applications/0");
    assertThat(application.at("/name").asText()).isEqualTo("pipeline");
    assertThat(application.at("/root").asText()).isEqualTo("Gateway");
    assertThat(application.at("/deployments/0/class").asText())
        .isEqualTo("dev.penstock.examples.EchoModel");
    assertThat(application.at("/edges/0").toString())
        .isEqualTo(
            "{\"caller\":\"Gateway\",\"parameter\":\"model\",\"targets\":["
                + "{\"application\":\"pipeline\",\"deployment\":\"Model\",\"weight\":1}],"
                + "\"contract\":\"dev.penstock.examples.Model\",\"idempotent\":false}");
  }

  @Test
  void printsTheSchema() throws IOException {
    assertThat(execute("schema")).isZero();

    assertThat(new ObjectMapper().readTree(out.toString()).at("/$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
  }

  @Test
  void printsCompletionOfEveryCommandForThatWord() {
    assertThat(execute("completion", "--name", "pen")).isZero();

    assertThat(out.toString())
        .contains("complete -F _complete_pen ")
        .contains("--watch", "--log-format", "--package")
        .contains("validate", "graph", "new", "schema", "completion");
  }

  @Test
  void refusesToCompleteWhatIsNoWord() {
    explains("completion --name $(ls)", "'$(ls)' is no word for a command");
  }

  private int execute(String... arguments) {
    return execute(PenstockCommand.over(files(), this::refuseToStart), arguments);
  }

  private int execute(CommandLine line, String... arguments) {
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private static GraphFiles files() {
    return new GraphFiles(Map.of(), contract -> List.of());
  }

  private Future<Penstock> refuseToStart(PenstockConfig config, List<ApplicationGraph> graphs) {
    started.add(config);
    return Future.failedFuture(
        new StartFailedException("port 8000 is in use", new IOException("bind")));
  }
}
