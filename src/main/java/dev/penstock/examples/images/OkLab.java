package dev.penstock.examples.images;

/**
 * Colors in OKLab, where distance is about as large as the eye finds it. Source: Björn Ottosson, "A
 * perceptual color space for image processing", 2020.
 */
final class OkLab {
  private OkLab() {}

  /** Lightness, green–red and blue–yellow of a color given in sRGB, 0 to 255 each. */
  static float[] of(int red, int green, int blue) {
    double r = linear(red);
    double g = linear(green);
    double b = linear(blue);
    double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return new float[] {
      (float) (0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s),
      (float) (1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s),
      (float) (0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
    };
  }

  /** The color as {@code #rrggbb}. */
  static String hex(double lightness, double greenRed, double blueYellow) {
    double l = cube(lightness + 0.3963377774 * greenRed + 0.2158037573 * blueYellow);
    double m = cube(lightness - 0.1055613458 * greenRed - 0.0638541728 * blueYellow);
    double s = cube(lightness - 0.0894841775 * greenRed - 1.2914855480 * blueYellow);
    return "#%02x%02x%02x"
        .formatted(
            companded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            companded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            companded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static int companded(double c) {
    double srgb = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * Math.max(0, Math.min(1, srgb)));
  }
}
