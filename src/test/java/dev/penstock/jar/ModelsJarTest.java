package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code conf/models.json}: many models in one deployment. */
@Tag("jar")
class ModelsJarTest {
  private static PenstockProcess penstock;

  @BeforeAll
  static void start() {
    penstock = PenstockProcess.java("run", "conf/models.json", "--port", "0");
    assertThat(penstock.url()).startsWith("http://"); // if not, no test need wait for it
  }

  @AfterAll
  static void stop() {
    penstock.close();
  }

  private static HttpResponse<String> correct(String language, String text)
      throws IOException, InterruptedException {
    return penstock.send(
        penstock
            .request("/")
            .header("content-type", "text/plain; charset=utf-8")
            .header("X-Model-Id", language)
            .POST(BodyPublishers.ofString(text, UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          de, Alle Mnschen sind frie geboren, Alle Menschen sind frei geboren
          en, Evryone has the rihgt to liberti, Everyone has the right to liberty
          es, Todos los sres humanos, Todos los seres humanos
          fr, Tous les etres humians, Tous les êtres humains
          it, Tutti gli eseri umani, Tutti gli esseri umani
          nl, Alle mensn worden vrij, Alle mensen worden vrij
          """)
  void eachLanguageHasItsModel(String language, String written, String corrected) throws Exception {
    HttpResponse<String> answer = correct(language, written);

    assertThat(answer.body()).isEqualTo(corrected);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void saysWhichModelsThereAreAndOthersKeepServing() throws Exception {
    HttpResponse<String> unknown = correct("../en", "text");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(unknown.body())
        .contains("there is no model of the language ../en: send one of de, en, es, fr, it, nl in")
        .doesNotContain("\\tat ");
    HttpResponse<String> unnamed = penstock.post("/", "text".getBytes(UTF_8));
    assertThat(unnamed.statusCode()).isEqualTo(400);
    assertThat(unnamed.body()).contains("no language is named");

    assertThat(correct("en", "libery").body()).isEqualTo("liberty");
  }

  @Test
  void statusAndMetersTellWhichModelsTheReplicasHave() throws Exception {
    for (String language : new String[] {"de", "en", "es", "fr", "it", "nl"}) {
      assertThat(correct(language, "x").statusCode()).isEqualTo(200);
    }

    PenstockProcess status = PenstockProcess.java("status", "--admin", penstock.adminUrl());
    try (status) {
      assertThat(status.line("spelling/Speller#0  3: ")).contains(", ");
      assertThat(status.line("spelling/Speller#1  3: ")).contains(", ");
    }
    assertThat(penstock.get(penstock.adminUrl() + "/metrics").body())
        .contains("penstock_models_held{deployment=\"spelling/Speller\"} 6.0");
  }
}
