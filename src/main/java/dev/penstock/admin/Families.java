package dev.penstock.admin;

import dev.penstock.metrics.LatencyBuckets;
import dev.penstock.metrics.LatencySnapshot;
import dev.penstock.metrics.Meter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects the numbers of one scrape by meter. Confined to its thread. */
final class Families {
  /** The bounds of a histogram in a scrape: 1, 2.5 and 5 of each decade, in seconds. */
  private static final double[] BOUNDS;

  /** For each of {@link LatencyBuckets} the bucket of the scrape that holds it. */
  private static final int[] SCRAPED = new int[LatencyBuckets.COUNT];

  static {
    List<Double> bounds = new ArrayList<>();
    for (int i = 0; i < LatencyBuckets.COUNT; i++) {
      SCRAPED[i] = bounds.size();
      long bound = LatencyBuckets.bound(i);
      if (bound == Long.MAX_VALUE) {
        bounds.add(Double.POSITIVE_INFINITY);
      } else if (isScraped(bound)) {
        bounds.add(bound / 1e9);
      }
    }
    BOUNDS = bounds.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private final Map<Meter, List<DataPointSnapshot>> points = new EnumMap<>(Meter.class);

  private static boolean isScraped(long nanos) {
    long leading = nanos;
    while (leading >= 100) {
      leading /= 10;
    }
    return leading == 10 || leading == 25 || leading == 50;
  }

  /** A counter has counted that much. */
  void count(Meter meter, long count, String... labels) {
    add(meter, new CounterDataPointSnapshot(count, labels(meter, labels), null, 0));
  }

  /** A gauge, or an info, has that value. */
  void value(Meter meter, double value, String... labels) {
    add(
        meter,
        meter.type() == Meter.Type.INFO
            ? new InfoDataPointSnapshot(labels(meter, labels))
            : new GaugeDataPointSnapshot(value, labels(meter, labels), null));
  }

  /** A histogram has counted these times. */
  void times(Meter meter, LatencySnapshot times, String... labels) {
    long[] counts = new long[BOUNDS.length];
    for (int i = 0; i < SCRAPED.length; i++) {
      counts[SCRAPED[i]] += times.bucket(i);
    }
    add(
        meter,
        new HistogramDataPointSnapshot(
            ClassicHistogramBuckets.of(BOUNDS, counts),
            times.sumNanos() / 1e9,
            labels(meter, labels),
            Exemplars.EMPTY,
            0));
  }

  private void add(Meter meter, DataPointSnapshot point) {
    points.computeIfAbsent(meter, first -> new ArrayList<>()).add(point);
  }

  private static Labels labels(Meter meter, String... values) {
    return Labels.of(meter.labels().toArray(String[]::new), values);
  }

  /** All that was collected. */
  MetricSnapshots all() {
    List<MetricSnapshot> all = new ArrayList<>();
    points.forEach((meter, found) -> all.add(snapshot(meter, found)));
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot snapshot(Meter meter, List<DataPointSnapshot> found) {
    return switch (meter.type()) {
      case COUNTER ->
          new CounterSnapshot(metadata(meter, "_total"), of(CounterDataPointSnapshot.class, found));
      case GAUGE -> new GaugeSnapshot(metadata(meter, ""), of(GaugeDataPointSnapshot.class, found));
      case HISTOGRAM ->
          new HistogramSnapshot(metadata(meter, ""), of(HistogramDataPointSnapshot.class, found));
      case INFO ->
          new InfoSnapshot(metadata(meter, "_info"), of(InfoDataPointSnapshot.class, found));
      case SUMMARY -> throw new IllegalStateException(meter + " is not counted by Penstock");
    };
  }

  private static <P extends DataPointSnapshot> List<P> of(
      Class<P> type, List<DataPointSnapshot> found) {
    return found.stream().map(type::cast).toList();
  }

  /** The library adds the suffix of a counter or an info by itself. */
  private static MetricMetadata metadata(Meter meter, String suffix) {
    String name = meter.scrapedName();
    return new MetricMetadata(
        name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name,
        meter.help());
  }
}
