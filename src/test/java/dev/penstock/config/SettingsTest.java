package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that are given together with a file. */
class SettingsTest {
  private static final String APPLICATIONS =
      """
      "applications": [{"name": "app", "root": "R", "deployments": {"R": {"class": "acme.R"}}}]
      """;

  @TempDir Path folder;

  private ConfigReader.Result read(String text, JsonObject settings) throws IOException {
    Path file = Files.writeString(folder.resolve("app.json"), text);
    return new ConfigReader(Map.of()).read(file, settings);
  }

  @Test
  void settingsGoBeforeTheFileKeyByKey() throws IOException {
    String file =
        """
        {"http": {"port": 8000, "host": "0.0.0.0"}, "shutdownTimeout": "1s", %s}
        """
            .formatted(APPLICATIONS);
    JsonObject settings =
        new JsonObject()
            .put("http", new JsonObject().put("port", 0).put("eventLoops", 3))
            .put("abandonAfter", "7s");

    ConfigReader.Result result = read(file, settings);

    assertThat(result.problems()).isEmpty();
    assertThat(result.config().http().port()).isZero();
    assertThat(result.config().http().host()).isEqualTo("0.0.0.0");
    assertThat(result.config().http().eventLoops()).isEqualTo(3);
    assertThat(result.config().shutdownTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(result.config().abandonAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(result.config().applications()).hasSize(1);
  }

  @Test
  void settingInPlaceOfAPlaceholderNeedsNoVariable() throws IOException {
    String file = "{\"http\": {\"host\": \"${NO_SUCH_HOST}\"}, " + APPLICATIONS + "}";

    assertThat(read(file, new JsonObject()).problems()).hasSize(1);
    assertThat(
            read(file, new JsonObject().put("http", new JsonObject().put("host", "localhost")))
                .problems())
        .isEmpty();
  }

  @Test
  void badSettingsAreToldFromWhatStandsInTheFile() throws IOException {
    String file = "{\"http\": {\"maxBody\": -1}, " + APPLICATIONS + "}";
    JsonObject settings =
        new JsonObject()
            .put("http", new JsonObject().put("port", 99_999))
            .put("applications", new JsonArray());

    ConfigReader.Result result = read(file, settings);

    assertThat(result.problems())
        .extracting(Problem::path)
        .containsExactly("$.http.maxBody", "$.http.port", "$.applications");
    assertThat(result.problems())
        .filteredOn(problem -> problem.message().endsWith(" (in the settings, not in the file)"))
        .extracting(Problem::path)
        .containsExactly("$.http.port", "$.applications");
    assertThat(result.config().applications()).hasSize(1);
  }
}
