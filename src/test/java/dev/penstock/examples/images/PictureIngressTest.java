package dev.penstock.examples.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.junit5.PenstockClient;
import dev.penstock.junit5.PenstockTest;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** The whole pipeline as the file says. */
@PenstockTest(config = "conf/images.json")
class PictureIngressTest {
  @Test
  void describesAPicture(PenstockClient client) {
    byte[] file = Pictures.file(Pictures.twoColors(128, 80, 60, Color.RED, Color.BLUE), "png");

    var response = client.send(client.request("/").POST(BodyPublishers.ofByteArray(file)));

    JsonObject answer = new JsonObject(response.body());
    JsonObject timings = answer.getJsonObject("timings");
    answer.remove("timings");
    assertThat(answer)
        .isEqualTo(
            new JsonObject(
                """
                {"width": 128, "height": 80, "palette": [
                  {"color": "#ff0000", "share": 0.75},
                  {"color": "#0000ff", "share": 0.25}]}
                """));
    assertThat(timings.fieldNames()).containsExactly("decode", "resize", "palette");
  }
}
