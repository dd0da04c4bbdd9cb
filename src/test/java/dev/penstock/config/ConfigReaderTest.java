package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.HealthCheck;
import dev.penstock.Problem;
import dev.penstock.Threading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private static final String ONE_MODEL =
      """
      {"applications": [{"name": "a", "root": "Model",
        "deployments": {"Model": {"class": "x.Model"}}}]}""";

  @Test
  void givesDefaultsToEverythingThatIsNotWritten() {
    PenstockConfig config = read(ONE_MODEL).config();

    assertThat(config.http()).isEqualTo(HttpConfig.defaults());
    assertThat(config.applications().get(0).route()).isEqualTo("/");
    DeploymentConfig model = config.applications().get(0).deployments().get(0);
    assertThat(model.type()).isEqualTo(new ClassRef.Named("x.Model"));
    assertThat(model.replicas()).isEmpty();
    assertThat(model.threading()).isEqualTo(Threading.EVENT_LOOP);
    assertThat(model.maxQueued()).isEqualTo(1000);
    assertThat(model.router()).isEqualTo(new RouterRef.BuiltIn(Routing.POWER_OF_TWO));
    assertThat(model.health()).isEqualTo(HealthCheck.DEFAULT);
    assertThat(model.shutdownTimeout()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void readsEveryKeyThatIsWritten() {
    ConfigReader.Result result =
        read(
            """
            { // a comment
              "$schema": "penstock.schema.json",
              "http": {"host": "0.0.0.0", "port": 0, "eventLoops": 3, "maxBody": "64KiB",
                       "requestTimeout": "500ms", "streamIdleTimeout": "3s", "compression": true, "accessLog": true},
              "shutdownTimeout": "1m",
              /* another */
              "applications": [{"name": "a", "route": "calc/", "root": "Model",
                "classpath": ["lib/*"], "requestTimeout": "PT2S",
                "deployments": {"Model": {"class": "x.Model", "contract": "x.C", "args": [1],
                  "replicas": 2, "threading": "worker", "threads": 4, "maxOngoing": 7, "interruptible": true,
                  "maxQueued": 0, "router": "round-robin", "userConfig": {"a": 1},
                  "health": {"period": "1s", "timeout": "2s", "failures": 5},
                  "shutdownTimeout": "1h"}}}]
            }""");

    assertThat(result.problems()).isEmpty();
    assertThat(result.config().http())
        .isEqualTo(
            new HttpConfig(
                true,
                "0.0.0.0",
                0,
                3,
                64 * 1024,
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                true,
                true,
                HttpLimits.DEFAULT,
                Optional.empty()));
    ApplicationConfig application = result.config().applications().get(0);
    assertThat(application.route()).isEqualTo("/calc");
    assertThat(application.classpath()).containsExactly("lib/*");
    assertThat(application.requestTimeout()).contains(Duration.ofSeconds(2));
    DeploymentConfig model = application.deployments().get(0);
    assertThat(model.contract()).contains("x.C");
    assertThat(model.replicas()).hasValue(2);
    assertThat(model.threads()).isEqualTo(4);
    assertThat(model.interruptible()).isTrue();
    assertThat(model.maxOngoing()).hasValue(7);
    assertThat(model.maxQueued()).isZero();
    assertThat(model.router()).isEqualTo(new RouterRef.BuiltIn(Routing.ROUND_ROBIN));
    assertThat(model.userConfig()).isPresent();
    assertThat(model.health())
        .isEqualTo(new HealthCheck(Duration.ofSeconds(1), Duration.ofSeconds(2), 5));
    assertThat(model.shutdownTimeout()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void putsDefaultsInPlaceOfBadValuesAndGoesOn() {
    ConfigReader.Result result =
        read(
            "{\"http\": {\"port\": \"x\", \"host\": \"h\"}, \"shutdownTimeout\": 1, "
                + ONE_MODEL.substring(1));

    assertThat(result.problems())
        .extracting(Problem::path)
        .containsExactly("$.http.port", "$.shutdownTimeout");
    assertThat(result.config().http().port()).isEqualTo(HttpConfig.DEFAULT_PORT);
    assertThat(result.config().http().host()).isEqualTo("h");
    assertThat(result.config().applications()).hasSize(1);
  }

  @Test
  void replacesVariablesAndTheirDefaultsInsideStrings() {
    PenstockConfig config =
        new ConfigReader(Map.of("HOST", "10.0.0.1", "LOOPS", "5"))
            .read(
                "{\"http\": {\"host\": \"${HOST}\", \"port\": \"80${PORT:01}\", \"eventLoops\":"
                    + " \"${LOOPS:1}\"}, "
                    + ONE_MODEL.substring(1),
                "test",
                Path.of("/"),
                List.of())
            .config();

    assertThat(config.http().host()).isEqualTo("10.0.0.1");
    assertThat(config.http().port()).isEqualTo(8001);
    assertThat(config.http().eventLoops()).isEqualTo(5);
  }

  @Test
  void putsOverridesInBeforeReading() {
    ConfigReader.Result result =
        read(
            ONE_MODEL,
            "http.port=0",
            "http.host=localhost",
            "applications[0].deployments.Model.replicas=3",
            "applications[0].deployments[\"Model\"].userConfig.top=[1, 2]",
            "applications[0].name=b");

    assertThat(result.problems()).isEmpty();
    assertThat(result.config().http().port()).isZero();
    assertThat(result.config().http().host()).isEqualTo("localhost");
    ApplicationConfig application = result.config().applications().get(0);
    assertThat(application.name()).isEqualTo("b");
    assertThat(application.deployments().get(0).replicas()).hasValue(3);
    assertThat(application.deployments().get(0).userConfig().orElseThrow())
        .hasToString("{\"top\":[1,2]}");
  }

  @Test
  void refusesOverridesThatLeadNowhere() {
    List<Problem> problems =
        read(ONE_MODEL, "http.port", "=1", "applications[1].name=b", "a..b=1", "http[0]=1")
            .problems();

    assertThat(problems).hasSize(5).allMatch(p -> p.message().startsWith("cannot set '"));
  }

  @Test
  void resolvesTheDirectoryOfTheFileAndSkipsAByteOrderMark(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("app.json"), "\uFEFF" + ONE_MODEL);

    ConfigReader.Result result = new ConfigReader(Map.of()).read(file, List.of());

    assertThat(result.problems()).isEmpty();
    assertThat(result.config().directory()).isEqualTo(folder);
    assertThat(result.config().source()).isEqualTo(file.toString());
  }

  @Test
  void reportsFilesThatAreMissingEmptyOrNoText(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.json"));
    Path latin = folder.resolve("latin.json");
    Files.write(latin, "{\"name\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(onlyProblem(folder.resolve("none.json"))).contains("there is no such file");
    assertThat(onlyProblem(empty)).contains("the text is empty");
    assertThat(onlyProblem(latin)).contains("not text in UTF-8");
  }

  private static String onlyProblem(Path file) {
    List<Problem> problems = new ConfigReader(Map.of()).read(file, List.of()).problems();
    assertThat(problems).hasSize(1);
    return problems.get(0).message();
  }

  private static ConfigReader.Result read(String text, String... overrides) {
    return new ConfigReader(Map.of()).read(text, "test", Path.of("/"), List.of(overrides));
  }
}
