package dev.penstock.admin;

import dev.penstock.metrics.NodeMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code /metrics}, in the format of Prometheus or, for those who accept it, of
 * OpenMetrics.
 *
 * <p>Micrometer is loaded by the first scrape, so that it costs nothing of the start. Confined to
 * the listener's event loop.
 */
final class Scrape {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Overview overview;
  private final NodeMeters meters;
  private @Nullable PrometheusMeterRegistry registry;

  Scrape(Overview overview, NodeMeters meters) {
    this.overview = overview;
    this.meters = meters;
  }

  /** The content type for a client with that {@code Accept}. */
  static String contentType(@Nullable String accept) {
    return accept != null && accept.contains("application/openmetrics-text")
        ? OPEN_METRICS
        : PROMETHEUS;
  }

  /** All meters now. */
  Buffer text(@Nullable String accept) {
    PrometheusMeterRegistry all = registry;
    if (all == null) {
      all = bound();
      registry = all;
    }
    return Buffer.buffer(all.scrape(contentType(accept)));
  }

  @SuppressWarnings("resource") // The binder of GC notifications lives as long as the process.
  private PrometheusMeterRegistry bound() {
    PrometheusMeterRegistry all = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    all.getPrometheusRegistry().register(new NodeCollector(overview, meters));
    for (MeterBinder jvm : jvm()) {
      jvm.bindTo((MeterRegistry) all);
    }
    return all;
  }

  private static List<MeterBinder> jvm() {
    return List.of(
        new JvmMemoryMetrics(),
        new JvmGcMetrics(),
        new JvmThreadMetrics(),
        new ProcessorMetrics(),
        new FileDescriptorMetrics(),
        new UptimeMetrics());
  }
}
