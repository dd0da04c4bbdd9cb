package dev.penstock.examples.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Blob;
import dev.penstock.CallFailedException;
import dev.penstock.DataType;
import dev.penstock.Failure;
import dev.penstock.Tensor;
import dev.penstock.examples.images.Pictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages as what they are: plain classes. */
class StagesTest {
  private static final float[] HALF_LIT = {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1};

  private final PictureDecoder decoder = new ImageIoPictureDecoder(1_000);

  private static byte[] png(int width, int height) {
    BufferedImage picture =
        Pictures.twoColors(width, height, height / 2, new Color(255, 51, 0), Color.BLACK);
    return Pictures.file(picture, "png");
  }

  @Test
  void decodesIntoOnePlanePerColor() {
    try (Tensor picture = decoder.decode(Blob.of(png(4, 2))).result()) {
      assertThat(picture.type()).isEqualTo(DataType.FP32);
      assertThat(picture.shape()).containsExactly(3, 2, 4);
      float[] values = new float[24];
      picture.floats().get(values);
      assertThat(Arrays.copyOf(values, 8)).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
      assertThat(Arrays.copyOfRange(values, 8, 16))
          .containsExactly(0.2f, 0.2f, 0.2f, 0.2f, 0, 0, 0, 0);
      assertThat(Arrays.copyOfRange(values, 16, 24)).containsOnly(0);
    }
  }

  @Test
  void encodesWhatWasDecoded() {
    try (Tensor picture = decoder.decode(Blob.of(png(6, 4))).result();
        Blob file = new PngEncoder().encode(picture.retain()).result();
        Tensor again = decoder.decode(file).result()) {
      assertThat(again.floats()).isEqualTo(picture.floats());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "this is no picture"})
  void refusesWhatIsNoPicture(String body) {
    Blob file = Blob.of(body.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOfSatisfying(
            CallFailedException.class, e -> assertThat(e.failure()).isEqualTo(Failure.BAD_ARGUMENT))
        .hasMessageContaining("PNG");
  }

  @Test
  void refusesAFileThatIsCutOff() {
    Blob file = Blob.of(Arrays.copyOf(png(20, 20), 60));

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(CallFailedException.class)
        .hasMessageContaining("cannot be decoded");
  }

  @Test
  void refusesMorePixelsThanAllowed() {
    Blob file = Blob.of(png(100, 11));

    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(CallFailedException.class)
        .hasMessageContaining("1100 pixels, at most are 1000");
  }

  @Test
  void gaugePassesOnWhatItGot() {
    try (Tensor picture = Tensor.of(HALF_LIT, 3, 1, 4)) {
      assertThat(new ExposureGauge().apply(picture).result()).isSameAs(picture);
      assertThat(ExposureGauge.mean(picture.floats())).isEqualTo(0.5);
    }
  }

  @Test
  void findsEdgesWhereBrightnessChanges() {
    try (Tensor edges = new EdgeFinder().apply(Tensor.of(HALF_LIT, 3, 1, 4)).result()) {
      float[] found = new float[12];
      edges.floats().get(found);
      assertThat(found).containsExactly(0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4, 0);
    }
  }

  @Test
  void tintsEachPlane() {
    Tint tint = new Tint(List.of(1f, 0.5f, 0f));

    try (Tensor tinted = tint.apply(Tensor.of(HALF_LIT, 3, 1, 4)).result()) {
      float[] values = new float[12];
      tinted.floats().get(values);
      assertThat(values).containsExactly(0, 0, 1, 1, 0, 0, 0.5f, 0.5f, 0, 0, 0, 0);
    }
  }
}
