package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an editor with the schema says about files: nothing about good ones, something about bad.
 */
class SchemaFilesTest {
  private static final Path BAD = Path.of("src", "test", "resources", "bad");
  private static final Pattern JSON_BLOCK = Pattern.compile("(?s)```json\n(.*?)```");

  /** What stands in the file itself is wrong; in all others it is the classes, or other places. */
  private static final Set<String> STRUCTURAL =
      Set.of(
          "bad-names",
          "bad-values",
          "eight-errors",
          "handle-names",
          "handle-options",
          "handle-weights",
          "interruptible-event-loop",
          "missing-keys",
          "no-applications",
          "no-object",
          "ray-serve-keys",
          "store-values",
          "threading-workers",
          "threads-without-worker",
          "units",
          "unknown-key",
          "without-root");

  /** No tree can be made of them, or not the one that is written. */
  private static final Set<String> NO_JSON =
      Set.of(
          "duplicate-key",
          "hash-comment",
          "no-quotes",
          "not-closed",
          "not-json",
          "single-quotes",
          "trailing-comma",
          "yaml");

  private final Validator validator =
      Validator.create(
          JsonSchema.of(new JsonObject(ConfigSchemaTest.schema().toString())),
          new JsonSchemaOptions()
              .setBaseUri("https://penstock.dev/")
              .setDraft(Draft.DRAFT202012)
              .setOutputFormat(OutputFormat.Basic));

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      return files.filter(Files::isRegularFile).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void approvesOfEveryExample(Path file) throws IOException {
    assertThat(errors(Files.readString(file))).isEmpty();
  }

  @Test
  void approvesOfEveryFileInTheReadme() throws IOException {
    Matcher blocks = JSON_BLOCK.matcher(Files.readString(Path.of("README.md")));
    List<String> files =
        blocks.results().map(b -> b.group(1)).filter(b -> b.contains("\"applications\"")).toList();

    assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(errors(file)).isEmpty());
  }

  static Stream<String> bad() throws IOException {
    try (Stream<Path> files = Files.list(BAD)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".json"))
          .map(n -> n.substring(0, n.length() - ".json".length()))
          .filter(n -> !NO_JSON.contains(n))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void warnsOfWhatTheFileItselfShows(String rule) throws IOException {
    List<String> errors = errors(Files.readString(BAD.resolve(rule + ".json")));

    if (STRUCTURAL.contains(rule)) {
      assertThat(errors).as(rule).isNotEmpty();
    } else {
      assertThat(errors).as(rule).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'replicas': '${REPLICAS}'",
        "'replicas': '${REPLICAS:3}', 'threading': '${THREADING:worker}', 'threads': '4'",
        "'interruptible': true, 'threading': 'virtual'",
        "'interruptible': '${I:true}', 'threading': '${T}'",
        "'interruptible': false",
        "'health': { 'failures': '${F}', 'period': '${P:10s}' }",
        "'router': 'com.example.Nearest'",
        "'args': [{ '$handle': { 'V1': 95, 'V2': 5 }, 'sticky': 'header:X-User' }]",
        "'args': { 'models': [{ '$handle': 'other/Model', 'timeout': '1s', 'idempotent': true }] }",
        "'args': { 'limits': { 'top': 1, 'names': ['a', null] } }",
        "'shutdownTimeout': 'PT5S'"
      })
  void approvesOfPlaceholdersAndHandles(String options) throws IOException {
    assertThat(errors(deployment(options))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'replicas': 'two'",
        "'threads': 4",
        "'interruptible': 'yes', 'threading': 'worker'",
        "'interruptible': true",
        "'interruptible': true, 'threading': 'event-loop'",
        "'args': 'Model'",
        "'args': [{ '$handle': 5 }]",
        "'args': { 'models': [{ '$handle': 'Model', 'retries': 3 }] }",
        "'args': [{ '$handle': { 'V1': -1 } }]",
        "'args': [{ '$handle': {} }]",
        "'args': [{ '$handle': 'Model', 'sticky': 'X-User' }]",
        "'health': { 'period': 10 }",
        "'router': 'random'",
        "'shutdownTimeout': '0s'"
      })
  void warnsOfBadOptions(String options) throws IOException {
    assertThat(errors(deployment(options))).isNotEmpty();
  }

  @Test
  void warnsOfKeysForRequestsWhereNoRootTakesThem() throws IOException {
    String file = "{'applications': [{'name': 'a', %s 'deployments': {'D': {'class': 'C'}}}]}";

    assertThat(errors(quoted(file.formatted("")))).isEmpty();
    assertThat(errors(quoted(file.formatted("'route': '/a',")))).isNotEmpty();
  }

  private static String deployment(String options) {
    return quoted(
        """
        { 'applications': [{ 'name': 'a', 'root': 'D', 'deployments': {
            'D': { 'class': 'C', %s } } }] }
        """
            .formatted(options));
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  private List<String> errors(String file) throws IOException {
    JsonNode tree = JsonText.parse(file, new ArrayList<>()).orElseThrow();
    OutputUnit result = validator.validate(Json.decodeValue(tree.toString()));
    if (result.getValid()) {
      return List.of();
    }
    return result.getErrors().stream()
        .map(e -> e.getInstanceLocation() + ": " + e.getError())
        .toList();
  }
}
