package dev.penstock.examples.images;

import io.vertx.core.Future;

/** Shrinks by averaging: each pixel of the result is the mean of the pixels that it covers. */
public final class AveragingResizer implements Resizer {
  @Override
  public Future<Image> shrink(Image image, int longestSide) {
    int longest = Math.max(image.width(), image.height());
    if (longest <= longestSide) {
      return Future.succeededFuture(image);
    }
    int width = Math.max(1, Math.round((float) image.width() * longestSide / longest));
    int height = Math.max(1, Math.round((float) image.height() * longestSide / longest));
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      int top = (int) ((long) y * image.height() / height);
      int bottom = (int) ((y + 1L) * image.height() / height);
      for (int x = 0; x < width; x++) {
        int left = (int) ((long) x * image.width() / width);
        int right = (int) ((x + 1L) * image.width() / width);
        for (int channel = 0; channel < 3; channel++) {
          rgb[3 * (y * width + x) + channel] = mean(image, channel, left, right, top, bottom);
        }
      }
    }
    return Future.succeededFuture(new Image(width, height, rgb));
  }

  private static byte mean(Image image, int channel, int left, int right, int top, int bottom) {
    long sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += image.rgb()[3 * (y * image.width() + x) + channel] & 0xff;
      }
    }
    int count = (right - left) * (bottom - top);
    return (byte) ((sum + count / 2) / count);
  }
}
