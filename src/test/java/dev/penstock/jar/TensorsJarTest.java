package dev.penstock.jar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.examples.images.Pictures;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/tensors.json}: a picture becomes a tensor, and that a picture again. */
@Tag("jar")
@Timeout(120)
class TensorsJarTest {
  private static final int WIDTH = 300;
  private static final int HEIGHT = 200;
  private static final int TENSOR = 3 * HEIGHT * WIDTH * Float.BYTES;

  @TempDir private Path directory;

  private PenstockProcess penstock;

  @BeforeEach
  void start() {
    penstock = run();
  }

  @AfterEach
  void stop() {
    penstock.close();
  }

  private PenstockProcess run() {
    PenstockProcess started =
        PenstockProcess.java(
            "run",
            "conf/tensors.json",
            "--port",
            "0",
            "--set",
            "store.directory=" + directory,
            "--set",
            "store.capacity=64MiB",
            "--set",
            "store.initial=1");
    assertThat(started.url()).startsWith("http://");
    return started;
  }

  /** Noise, which no format makes so small that it would not lie in the store. */
  private static byte[] noise(String format) {
    var picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(7);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      picture.setRGB(i % WIDTH, i / WIDTH, random.nextInt());
    }
    return Pictures.file(picture, format);
  }

  private JsonObject store() throws Exception {
    return new JsonObject(penstock.get(penstock.adminUrl() + "/api/status").body())
        .getJsonObject("store");
  }

  /** Asks until it is so: a request is over a little after its client has got the answer. */
  private void awaitStore(Predicate<JsonObject> state) throws Exception {
    while (!state.test(store())) {
      Thread.onSpinWait();
    }
  }

  private static boolean isEmpty(JsonObject store) {
    return store.getInteger("objects") == 0
        && store.getInteger("used") == 0
        && store.getJsonObject("leases").isEmpty();
  }

  private List<String> logged(String text) {
    return penstock.printed().stream().filter(line -> line.contains(text)).toList();
  }

  @Test
  void writesEachTensorOnceAndLeavesNothingInTheStore() throws Exception {
    HttpResponse<byte[]> answer = penstock.postForBytes("/", noise("png"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("image/png");
    BufferedImage edges = ImageIO.read(new ByteArrayInputStream(answer.body()));
    assertThat(List.of(edges.getWidth(), edges.getHeight())).containsExactly(WIDTH, HEIGHT);
    assertThat(logged(": writes "))
        .hasSize(4)
        .satisfiesExactly(
            decoder -> assertThat(decoder).contains("ImageIoPictureDecoder", tensor()),
            finder -> assertThat(finder).contains("EdgeFinder", tensor()),
            tint -> assertThat(tint).contains("Tint", tensor()),
            encoder -> assertThat(encoder).contains("PngEncoder", bytes(answer.body().length)));
    assertThat(logged(": passes on, mean 0.")).hasSize(1);
    awaitStore(TensorsJarTest::isEmpty);
    // The body, three tensors and the answer.
    assertThat(store().getInteger("created")).isEqualTo(5);
    assertThat(store().getInteger("recycled")).isEqualTo(5);

    penstock.terminate();

    assertThat(penstock.line("the object store is empty; 5 objects made")).isNotEmpty();
    assertThat(penstock.exitCode()).isZero();
    assertThat(penstock.problems()).isEmpty();
  }

  private static String tensor() {
    return bytes(TENSOR) + ": tensor FP32[3, 200, 300]";
  }

  private static String bytes(int count) {
    return "writes " + count + " bytes";
  }

  @Test
  void refusesWhatIsNoWholePictureAndGoesOn() throws Exception {
    for (String format : List.of("png", "jpg")) {
      byte[] file = noise(format);
      HttpResponse<String> refusal = penstock.post("/", Arrays.copyOf(file, 40));

      assertThat(refusal.statusCode()).as(format).isEqualTo(400);
      assertThat(refusal.headers().firstValue("content-type")).hasValue("application/problem+json");
      assertThat(refusal.body()).contains("cannot be decoded").doesNotContain("\\tat ");
    }
    assertThat(penstock.post("/", "hello".getBytes(UTF_8)).body()).contains("neither a PNG nor");
    assertThat(penstock.post("/", new byte[0]).statusCode()).isEqualTo(400);
    assertThat(penstock.postForBytes("/", noise("jpg")).statusCode()).isEqualTo(200);
    awaitStore(TensorsJarTest::isEmpty);
    assertThat(logged(" ERROR ")).isEmpty();
  }

  @Test
  void leavesNothingBehindWhereItWasKilledInAnUpload() throws Exception {
    URI url = URI.create(penstock.url());
    try (var client = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
      client
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\nP".getBytes(US_ASCII));
      awaitStore(store -> store.getInteger("used") > 0);
      penstock.close();
    }

    assertThat(inspected())
        .contains(": 1 process (1 dead), 1 segment of 64 MiB")
        .containsPattern("\n0 +dead ")
        .containsPattern("\nseg-[0-9a-f]{16}-0.pss +0 .* 0 +1 +0 +-"); // one in WRITING

    penstock = run();

    assertThat(inspected())
        .contains(": 1 process, 1 segment of 64 MiB, 0 objects")
        .doesNotContain("dead");
  }

  private String inspected() {
    try (var inspection = PenstockProcess.java("store", directory.toString())) {
      assertThat(inspection.exitCode()).isZero();
      return String.join("\n", inspection.stdout());
    }
  }
}
