package dev.penstock.examples.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.examples.images.Pictures;
import dev.penstock.junit5.PenstockClient;
import dev.penstock.junit5.PenstockTest;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The whole pipeline as the file says. */
@PenstockTest(config = "conf/tensors.json")
class TensorIngressTest {
  private static final BufferedImage HALVES =
      Pictures.twoColors(300, 200, 100, Color.WHITE, Color.BLACK);

  @Test
  void answersAPictureOfTheEdges(URI url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/"))
            .POST(BodyPublishers.ofByteArray(Pictures.file(HALVES, "png")))
            .build();

    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("content-type")).hasValue("image/png");
    BufferedImage edges = ImageIO.read(new ByteArrayInputStream(response.body()));
    assertThat(edges.getWidth()).isEqualTo(300);
    assertThat(edges.getHeight()).isEqualTo(200);
    assertThat(new Color(edges.getRGB(150, 50))).isEqualTo(Color.BLACK);
    assertThat(new Color(edges.getRGB(150, 100))).isEqualTo(Color.WHITE);
  }

  @Test
  void tellsWhyAFileThatIsCutOffIsRefused(PenstockClient client) {
    byte[] file = Arrays.copyOf(Pictures.file(HALVES, "jpg"), 60);

    var response = client.send(client.request("/").POST(BodyPublishers.ofByteArray(file)));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("the picture cannot be decoded");
  }
}
