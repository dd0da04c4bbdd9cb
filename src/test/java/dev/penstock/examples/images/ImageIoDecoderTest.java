package dev.penstock.examples.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIoDecoderTest {
  private final ImageIoDecoder decoder = new ImageIoDecoder(4_000_000);

  @Test
  void decodesEveryPixelOfPng() {
    BufferedImage picture = Pictures.twoColors(3, 2, 1, new Color(1, 2, 3), new Color(250, 128, 0));

    Decoded decoded = decoder.decode(Pictures.file(picture, "png")).result();

    assertThat(decoded.width()).isEqualTo(3);
    assertThat(decoded.height()).isEqualTo(2);
    assertThat(decoded.image().rgb())
        .containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3, 250, 128, 0, 250, 128, 0, 250, 128, 0);
  }

  @Test
  void showsTransparentPixelsOnWhite() {
    var picture = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00102030);

    Decoded decoded = decoder.decode(Pictures.file(picture, "png")).result();

    assertThat(decoded.image().rgb()).containsExactly(255, 255, 255);
  }

  @Test
  void tellsTheSizeOfTheFileAndKeepsFewerPixelsOfLargePictures() {
    BufferedImage picture = Pictures.twoColors(2100, 1050, 500, Color.RED, Color.BLUE);

    Decoded decoded = decoder.decode(Pictures.file(picture, "jpg")).result();

    assertThat(decoded.width()).isEqualTo(2100);
    assertThat(decoded.height()).isEqualTo(1050);
    assertThat(decoded.image().width()).isEqualTo(1050);
    assertThat(decoded.image().height()).isEqualTo(525);
  }

  @Test
  void refusesMorePixelsThanAllowed() {
    BufferedImage picture = Pictures.twoColors(2001, 2000, 1, Color.RED, Color.BLUE);

    assertThat(refusalOf(Pictures.file(picture, "png"))).contains("2001 x 2000", "4000000");
  }

  @Test
  void refusesAnEmptyBody() {
    assertThat(refusalOf(new byte[0])).contains("empty");
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertThat(refusalOf("GIF89a, so to speak".getBytes(UTF_8))).contains("neither a PNG nor");
  }

  @Test
  void refusesOtherFormats() {
    BufferedImage picture = Pictures.twoColors(4, 4, 2, Color.RED, Color.BLUE);

    assertThat(refusalOf(Pictures.file(picture, "bmp"))).contains("neither a PNG nor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void refusesAFileThatEndsTooEarly(String format) {
    BufferedImage picture = Pictures.twoColors(64, 64, 2, Color.RED, Color.BLUE);
    byte[] file = Pictures.file(picture, format);

    assertThat(refusalOf(Arrays.copyOf(file, 30))).contains("cannot be decoded");
  }

  private String refusalOf(byte[] file) {
    var refusal = catchThrowableOfType(CallFailedException.class, () -> decoder.decode(file));
    assertThat(refusal).isNotNull();
    assertThat(refusal.failure()).isEqualTo(Failure.BAD_ARGUMENT);
    return refusal.getMessage();
  }
}
