package dev.penstock.examples.batch;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Turns texts into vectors such that texts with the same words get similar ones: a layer of counted
 * words, hashed, and two layers of fixed random weights (a random projection). Stateless after it
 * was made.
 */
final class Network {
  private static final int LAYERS = 2;

  private final int width;
  private final float[][][] weights = new float[LAYERS][][];

  /**
   * A network.
   *
   * @param width numbers in a vector
   * @param seed of its weights
   */
  Network(int width, long seed) {
    this.width = width;
    Random random = new Random(seed);
    for (int layer = 0; layer < LAYERS; layer++) {
      weights[layer] = new float[width][width];
      for (float[] row : weights[layer]) {
        for (int i = 0; i < width; i++) {
          row[i] = (float) (random.nextGaussian() / Math.sqrt(width));
        }
      }
    }
  }

  /** The vectors of texts, of length 1. Reads each weight once for all of them. */
  float[][] embed(List<String> texts) {
    float[][] vectors = texts.stream().map(this::words).toArray(float[][]::new);
    for (float[][] layer : weights) {
      vectors = through(layer, vectors);
    }
    for (float[] vector : vectors) {
      normalize(vector);
    }
    return vectors;
  }

  private float[] words(String text) {
    float[] counts = new float[width];
    for (String word : text.toLowerCase(Locale.ROOT).split("\\P{L}+", -1)) {
      if (word.length() > 2) {
        // Words with the same beginning count as related.
        counts[Math.floorMod(word.hashCode(), width)] += 1;
        counts[Math.floorMod(word.substring(0, 3).hashCode() * 31, width)] += 0.5f;
      }
    }
    return counts;
  }

  private static float[][] through(float[][] layer, float[][] inputs) {
    float[][] outputs = new float[inputs.length][layer.length];
    for (int row = 0; row < layer.length; row++) {
      float[] weights = layer[row];
      for (int item = 0; item < inputs.length; item++) {
        outputs[item][row] = dot(weights, inputs[item]);
      }
    }
    return outputs;
  }

  /** The sum of the products of two vectors. */
  static float dot(float[] one, float[] other) {
    float sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  private static void normalize(float[] vector) {
    float length = (float) Math.sqrt(dot(vector, vector));
    for (int i = 0; length > 0 && i < vector.length; i++) {
      vector[i] /= length;
    }
  }
}
