package dev.penstock.examples.images;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds main colors by k-means in OKLab. Computes for tens of milliseconds, hence {@code
 * "threading": "worker"}. The same picture and seed give the same colors.
 *
 * <p>Seeding is k-means++ (Arthur and Vassilvitskii, 2007).
 */
public final class KMeansPalette implements Palette {
  private static final int MAX_ROUNDS = 30;

  private final long seed;

  /** A palette whose choice of first centers is drawn from that seed. */
  public KMeansPalette(long seed) {
    this.seed = seed;
  }

  @Override
  public Future<List<Swatch>> colors(Image image, int count) {
    float[][] points = points(image);
    float[][] centers = firstCenters(points, count, new SplittableRandom(seed));
    int[] nearest = new int[points.length];
    Arrays.fill(nearest, -1);
    for (int round = 0; round < MAX_ROUNDS && assign(points, centers, nearest); round++) {
      moveToMeans(points, centers, nearest);
    }
    return Future.succeededFuture(swatches(centers, nearest));
  }

  private static float[][] points(Image image) {
    byte[] rgb = image.rgb();
    float[][] points = new float[rgb.length / 3][];
    for (int i = 0; i < points.length; i++) {
      points[i] = OkLab.of(rgb[3 * i] & 0xff, rgb[3 * i + 1] & 0xff, rgb[3 * i + 2] & 0xff);
    }
    return points;
  }

  /** Draws each next center with a chance that grows with the squared distance to the others. */
  private static float[][] firstCenters(float[][] points, int count, SplittableRandom random) {
    List<float[]> centers = new ArrayList<>();
    double[] distance = new double[points.length];
    Arrays.fill(distance, Double.MAX_VALUE);
    float[] next = points[random.nextInt(points.length)];
    while (true) {
      centers.add(next.clone());
      double total = 0;
      for (int i = 0; i < points.length; i++) {
        distance[i] = Math.min(distance[i], squaredDistance(points[i], next));
        total += distance[i];
      }
      if (centers.size() == count || total == 0) { // no more, or no other color left
        return centers.toArray(float[][]::new);
      }
      next = points[drawn(distance, random.nextDouble() * total)];
    }
  }

  private static int drawn(double[] weights, double at) {
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        at -= weights[i];
        if (at < 0) {
          break;
        }
      }
    }
    return last;
  }

  /** Finds the nearest center of each point; true if that changed for any. */
  private static boolean assign(float[][] points, float[][] centers, int[] nearest) {
    boolean changed = false;
    for (int i = 0; i < points.length; i++) {
      int best = 0;
      for (int c = 1; c < centers.length; c++) {
        if (squaredDistance(points[i], centers[c]) < squaredDistance(points[i], centers[best])) {
          best = c;
        }
      }
      changed |= nearest[i] != best;
      nearest[i] = best;
    }
    return changed;
  }

  private static void moveToMeans(float[][] points, float[][] centers, int[] nearest) {
    double[][] sums = new double[centers.length][3];
    int[] sizes = new int[centers.length];
    for (int i = 0; i < points.length; i++) {
      sizes[nearest[i]]++;
      for (int axis = 0; axis < 3; axis++) {
        sums[nearest[i]][axis] += points[i][axis];
      }
    }
    for (int c = 0; c < centers.length; c++) {
      for (int axis = 0; axis < 3 && sizes[c] > 0; axis++) {
        centers[c][axis] = (float) (sums[c][axis] / sizes[c]);
      }
    }
  }

  private static List<Swatch> swatches(float[][] centers, int[] nearest) {
    int[] sizes = new int[centers.length];
    for (int c : nearest) {
      sizes[c]++;
    }
    List<Swatch> swatches = new ArrayList<>();
    for (int c = 0; c < centers.length; c++) {
      if (sizes[c] > 0) {
        String color = OkLab.hex(centers[c][0], centers[c][1], centers[c][2]);
        swatches.add(new Swatch(color, Math.round(1e4 * sizes[c] / nearest.length) / 1e4));
      }
    }
    swatches.sort(Comparator.comparingDouble(Swatch::share).reversed());
    return List.copyOf(swatches);
  }

  private static double squaredDistance(float[] a, float[] b) {
    float x = a[0] - b[0];
    float y = a[1] - b[1];
    float z = a[2] - b[2];
    return x * x + y * y + z * z;
  }
}
