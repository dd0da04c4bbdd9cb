package dev.penstock.examples.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KMeansPaletteTest {
  private final KMeansPalette palette = new KMeansPalette(1);

  @Test
  void findsEachColorWithItsShareTheMostFrequentFirst() {
    // Three pixels of ten are dark red, five are orange, two are teal.
    Image image = stripes(3, 0x8b0000, 5, 0xff8c00, 2, 0x008080);

    assertThat(palette.colors(image, 3).result())
        .containsExactly(
            new Swatch("#ff8c00", 0.5), new Swatch("#8b0000", 0.3), new Swatch("#008080", 0.2));
  }

  @Test
  void givesFewerColorsWhenThePictureHasFewer() {
    assertThat(palette.colors(stripes(4, 0x123456), 5).result())
        .containsExactly(new Swatch("#123456", 1.0));
  }

  @Test
  void mixesSimilarColors() {
    assertThat(palette.colors(stripes(1, 0x303030, 1, 0x323232), 1).result())
        .containsExactly(new Swatch("#313131", 1.0));
  }

  @Test
  void givesTheSameColorsForTheSamePictureAndSeed() {
    byte[] noise = new byte[3 * 40 * 40];
    new Random(7).nextBytes(noise);
    Image image = new Image(40, 40, noise);

    List<Swatch> first = new KMeansPalette(5).colors(image, 6).result();

    assertThat(first).hasSize(6);
    assertThat(new KMeansPalette(5).colors(image, 6).result()).isEqualTo(first);
  }

  /** One row of pixels: pairs of a length and a color. */
  private static Image stripes(int... lengthsAndColors) {
    int width = 0;
    for (int i = 0; i < lengthsAndColors.length; i += 2) {
      width += lengthsAndColors[i];
    }
    byte[] rgb = new byte[3 * width];
    int at = 0;
    for (int i = 0; i < lengthsAndColors.length; i += 2) {
      for (int n = 0; n < lengthsAndColors[i]; n++) {
        for (int shift = 16; shift >= 0; shift -= 8) {
          rgb[at++] = (byte) (lengthsAndColors[i + 1] >> shift);
        }
      }
    }
    return new Image(width, 1, rgb);
  }
}
