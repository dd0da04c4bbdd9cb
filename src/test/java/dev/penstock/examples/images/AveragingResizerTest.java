package dev.penstock.examples.images;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AveragingResizerTest {
  private final AveragingResizer resizer = new AveragingResizer();

  @Test
  void averagesThePixelsThatBecomeOne() {
    var image = new Image(4, 2, bytes(0, 10, 100, 200, 20, 30, 100, 200));

    Image small = resizer.shrink(image, 2).result();

    assertThat(small.width()).isEqualTo(2);
    assertThat(small.height()).isEqualTo(1);
    assertThat(small.rgb()).containsExactly(15, 15, 15, 150, 150, 150);
  }

  @Test
  void keepsAtLeastOnePixelOfAThinPicture() {
    Image small = resizer.shrink(new Image(1000, 1, new byte[3000]), 10).result();

    assertThat(small.width()).isEqualTo(10);
    assertThat(small.height()).isEqualTo(1);
  }

  @Test
  void neverEnlarges() {
    Image image = new Image(2, 1, bytes(7, 8));

    assertThat(resizer.shrink(image, 2).result()).isSameAs(image);
  }

  /** Gray pixels of that lightness. */
  private static byte[] bytes(int... grays) {
    byte[] rgb = new byte[3 * grays.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) grays[i / 3];
    }
    return rgb;
  }
}
