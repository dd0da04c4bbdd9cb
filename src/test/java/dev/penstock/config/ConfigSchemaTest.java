package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.Problem;
import dev.penstock.Threading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema says what the reader does: the same keys in each object, the same defaults. */
class ConfigSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern KNOWN_KEYS = Pattern.compile("there is: (.*)$");

  /** Near no key, so that a message about it lists them all. */
  private static final String STRANGE = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

  private final JsonNode schema = schema();

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "/http, /$defs/http",
    "/http/tls, /$defs/http/properties/tls",
    "/admin, /$defs/admin",
    "/store, /$defs/store",
    "/cluster, /$defs/cluster",
    "/applications/0, /$defs/application",
    "/applications/0/cors, /$defs/application/properties/cors",
    "/applications/0/deployments/D, /$defs/deployment",
    "/applications/0/deployments/D/health, /$defs/deployment/properties/health",
    "/applications/0/deployments/D/placement, /$defs/deployment/properties/placement"
  })
  void everyObjectHasTheKeysThatTheReaderKnows(String place, String definition) throws IOException {
    ObjectNode file = everyObject();
    ((ObjectNode) file.at(place)).put(STRANGE, 1);

    assertThat(keys(schema.at(definition + "/properties"))).isEqualTo(known(file));
    assertThat(schema.at(definition + "/additionalProperties")).hasToString("false");
  }

  @Test
  void everyDefaultIsTheOneOfTheReader() throws IOException {
    ObjectNode written = smallest();
    putDefaults(written.putObject("http"), "/$defs/http");
    putDefaults(written.putObject("admin"), "/$defs/admin");
    putDefaults(written.putObject("store"), "/$defs/store");
    putDefaults(written.putObject("cluster"), "/$defs/cluster");
    putDefaults(written, "");
    putDefaults((ObjectNode) written.at("/applications/0"), "/$defs/application");
    ObjectNode deployment = (ObjectNode) written.at("/applications/0/deployments/D");
    putDefaults(deployment, "/$defs/deployment");
    putDefaults(deployment.putObject("health"), "/$defs/deployment/properties/health");
    deployment.remove("replicas"); // an ingress has none: the reader keeps apart what is written
    deployment.remove("threads"); // only for workers

    assertThat(read(written)).isEqualTo(read(smallest()));
  }

  @Test
  void replicasAndThreadsDefaultToOne() {
    assertThat(schema.at("/$defs/deployment/properties/replicas/default").asInt()).isEqualTo(1);
    assertThat(schema.at("/$defs/deployment/properties/threads/default").asInt()).isEqualTo(1);
  }

  @Test
  void scriptsOfOtherSitesMayByDefaultDoWhatTheReaderLetsThem() throws IOException {
    ObjectNode brief = smallest();
    ObjectNode full = smallest();
    ((ObjectNode) brief.at("/applications/0")).putObject("cors").putArray("origins").add("*");
    ObjectNode cors = ((ObjectNode) full.at("/applications/0")).putObject("cors");
    cors.putArray("origins").add("*");
    putDefaults(cors, "/$defs/application/properties/cors");

    assertThat(read(full)).isEqualTo(read(brief));
  }

  @Test
  void wordsAreThoseOfTheReader() {
    assertThat(words("/$defs/deployment/properties/threading"))
        .isEqualTo(Arrays.stream(Threading.values()).map(Threading::key).toList());
    assertThat(words("/$defs/deployment/properties/router"))
        .isEqualTo(Arrays.stream(Routing.values()).map(Routing::key).toList());
    assertThat(words("/$defs/cluster/properties/onMinority"))
        .isEqualTo(Arrays.stream(OnMinority.values()).map(OnMinority::key).toList());
  }

  @Test
  void everyKeyIsExplained() {
    List<String> silent = new ArrayList<>();
    refuseSilence("$", schema, silent);

    assertThat(silent).isEmpty();
  }

  private static void refuseSilence(String path, JsonNode node, List<String> silent) {
    for (var property : node.path("properties").properties()) {
      if (property.getValue().path("description").asText().isBlank()
          && !property
              .getValue()
              .path("$ref")
              .asText()
              .matches("#/\\$defs/(http|admin|store|cluster)")
          && !property.getValue().has("pattern")) {
        silent.add(path + "." + property.getKey());
      }
    }
    node.properties().forEach(e -> refuseSilence(path + "." + e.getKey(), e.getValue(), silent));
  }

  private List<String> words(String definition) {
    JsonNode words = schema.at(definition + "/anyOf/0/enum");
    List<String> all = new ArrayList<>();
    words.forEach(word -> all.add(word.asText()));
    return all;
  }

  private void putDefaults(ObjectNode object, String definition) {
    for (var property : schema.at(definition + "/properties").properties()) {
      JsonNode value = property.getValue().path("default");
      if (!value.isMissingNode()) {
        object.set(property.getKey(), value);
      }
    }
  }

  private static Set<String> keys(JsonNode properties) {
    Set<String> keys = new TreeSet<>();
    properties.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** What the reader says may stand where the strange key stands. */
  private static Set<String> known(ObjectNode file) throws IOException {
    String message =
        problems(file).stream()
            .map(Problem::message)
            .filter(m -> m.contains(STRANGE))
            .findFirst()
            .orElseThrow();
    Matcher all = KNOWN_KEYS.matcher(message);
    assertThat(all.find()).as(message).isTrue();
    return new TreeSet<>(List.of(all.group(1).split(", ")));
  }

  private static PenstockConfig read(ObjectNode file) {
    ConfigReader.Result result =
        new ConfigReader(Map.of()).read(file.toString(), "test", Path.of("/"), List.of());
    assertThat(result.problems()).isEmpty();
    return result.config();
  }

  private static List<Problem> problems(ObjectNode file) {
    return new ConfigReader(Map.of())
        .read(file.toString(), "test", Path.of("/"), List.of())
        .problems();
  }

  private static ObjectNode smallest() throws IOException {
    return (ObjectNode)
        JSON.readTree(
            """
            { "applications": [{ "name": "a", "root": "D", "deployments": { "D": { "class": "C" } } }] }
            """);
  }

  private static ObjectNode everyObject() throws IOException {
    return (ObjectNode)
        JSON.readTree(
            """
            { "http": { "tls": { "key": "k", "cert": "c" } }, "admin": {}, "store": {}, "cluster": {},
              "applications": [{ "name": "a", "root": "D", "cors": { "origins": ["*"] },
                "deployments": { "D": { "class": "C", "health": {}, "placement": {} } } }] }
            """);
  }

  static JsonNode schema() {
    try (InputStream in =
        ConfigReader.class.getResourceAsStream("/dev/penstock/config.schema.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
