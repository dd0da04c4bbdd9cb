package dev.penstock.batch;

/**
 * What a batch of some size costs: a fixed time and a time for each item, fitted to the batches
 * that have run by least squares; each batch counts a little less than the next one. Not
 * thread-safe.
 *
 * <p>Where all batches have had the same size the two cannot be told apart: then half of the time
 * is taken for fixed, as it is to some extent while sizes differ little.
 */
final class ServiceTime {
  /** What a batch counts when the next one has run: about the last 50 matter. */
  private static final double MEMORY = 0.98;

  /** How far a batch may be from what was expected; more is a pause of something else. */
  private static final double MOST = 4;

  /** Weight of the guess, as a share of the square of the mean size. */
  private static final double GUESS = 0.01;

  private static final double ENOUGH = 4;

  private double weight;
  private double sizes;
  private double squares;
  private double times;
  private double products;
  private double fixed;
  private double perItem;

  /** A batch has run. */
  void ran(int size, long nanos) {
    double taken = (double) nanos;
    double time = weight < ENOUGH ? taken : Math.min(taken, MOST * of(size));
    weight = weight * MEMORY + 1;
    sizes = sizes * MEMORY + size;
    squares = squares * MEMORY + (double) size * size;
    times = times * MEMORY + time;
    products = products * MEMORY + size * time;
    fit();
  }

  private void fit() {
    double meanSize = sizes / weight;
    double meanTime = times / weight;
    double variance = Math.max(0, squares / weight - meanSize * meanSize);
    double covariance = products / weight - meanSize * meanTime;
    double guess = GUESS * meanSize * meanSize;
    double slope = (covariance + guess * meanTime / (2 * meanSize)) / (variance + guess);
    perItem = Math.min(Math.max(0, slope), meanTime / meanSize);
    fixed = meanTime - perItem * meanSize;
  }

  /** Whether a batch has run. */
  boolean isKnown() {
    return weight > 0;
  }

  /** The time that a batch costs whatever its size, in nanoseconds; 0 if nothing is known. */
  double fixed() {
    return fixed;
  }

  /** The time that each item adds, in nanoseconds; 0 if nothing is known. */
  double perItem() {
    return perItem;
  }

  /** The time that a batch of that size takes, in nanoseconds; 0 if nothing is known. */
  double of(double size) {
    return fixed + perItem * size;
  }

  /** The largest batch that takes at most so long, from 1 to {@code most}. */
  int sizeWithin(long nanos, int most) {
    if (!isKnown() || of(most) <= nanos) {
      return most;
    }
    double fitting = perItem > 0 ? (nanos - fixed) / perItem : 1;
    return (int) Math.min(most, Math.max(1, fitting));
  }
}
