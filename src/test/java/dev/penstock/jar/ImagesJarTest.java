package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.examples.images.Pictures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code conf/images.json}: a picture in, its palette out. */
@Tag("jar")
class ImagesJarTest {
  private static PenstockProcess penstock;

  @BeforeAll
  static void start() {
    penstock = PenstockProcess.java("run", "conf/images.json", "--port", "0");
    assertThat(penstock.url()).startsWith("http://"); // if not, no test need wait for it
  }

  @AfterAll
  static void stop() {
    penstock.close();
  }

  @Test
  void findsSizeAndMainColorsOfAPicture() throws Exception {
    byte[] file = Pictures.file(Pictures.twoColors(640, 480, 360, Color.RED, Color.BLUE), "png");

    JsonObject answer = new JsonObject(post(file).body());

    assertThat(answer.getInteger("width")).isEqualTo(640);
    assertThat(answer.getInteger("height")).isEqualTo(480);
    assertThat(answer.getJsonArray("palette"))
        .isEqualTo(
            new JsonArray(
                """
                [{"color": "#ff0000", "share": 0.75}, {"color": "#0000ff", "share": 0.25}]
                """));
    assertThat(answer.getJsonObject("timings").fieldNames())
        .containsExactly("decode", "resize", "palette");
  }

  @Test
  void takesAPhotoLargerThanTheStepsNeed() throws Exception {
    byte[] file =
        Pictures.file(Pictures.twoColors(3000, 2000, 999, Color.GREEN, Color.GRAY), "jpg");

    JsonObject answer = new JsonObject(post(file).body());

    assertThat(answer.getInteger("width")).isEqualTo(3000);
    assertThat(answer.getJsonArray("palette")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void tellsWhyABrokenFileIsRefusedAndGoesOn(String format) throws Exception {
    byte[] file = Pictures.file(Pictures.twoColors(64, 64, 9, Color.RED, Color.BLUE), format);

    HttpResponse<String> refusal = post(Arrays.copyOf(file, 30));

    assertThat(refusal.statusCode()).isEqualTo(400);
    assertThat(refusal.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(refusal.body()).contains("cannot be decoded").doesNotContain("\\tat ");
    assertThat(post(file).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "this is no picture"})
  void refusesWhatIsNoPicture(String body) throws Exception {
    assertThat(post(body.getBytes(UTF_8)).statusCode()).isEqualTo(400);
  }

  private static HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    return penstock.post("/", body);
  }
}
