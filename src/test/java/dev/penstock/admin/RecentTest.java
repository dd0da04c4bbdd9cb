package dev.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.metrics.CallMeter;
import dev.penstock.metrics.FailureLog;
import dev.penstock.metrics.NodeMeters;
import dev.penstock.metrics.RequestMethod;
import dev.penstock.metrics.RouteMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTest {
  private final AtomicLong clock = new AtomicLong(Duration.ofDays(1).toNanos());
  private final NodeMeters meters = new NodeMeters(1, new FailureLog(failure -> {}));
  private final CallMeter calls = meters.calls().of("app/Gateway.model", "app/Model");
  private final RouteMeter route = meters.requests().of("/");
  private final Recent recent = new Recent(meters, clock::get);

  private void afterSeconds(int seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private void call(int times) {
    for (int i = 0; i < times; i++) {
      calls.record(0, 1_000_000, null);
      route.record(0, RequestMethod.GET, 200, 1_000_000);
    }
  }

  @Test
  void countsFromTheStartUntilThereIsASample() {
    call(20);
    afterSeconds(2);

    Recent.Window window = recent.window();
    assertThat(window.seconds()).isEqualTo(2);
    assertThat(window.rate(window.calls(calls).count())).isEqualTo(10);
    assertThat(window.requests(route).ofClass(2)).isEqualTo(20);
  }

  @Test
  void forgetsWhatIsOlderThanTwoSamples() {
    call(100);
    afterSeconds(5);
    recent.sample();
    call(10);
    afterSeconds(5);
    recent.sample();
    call(5);
    afterSeconds(1);

    Recent.Window window = recent.window();
    assertThat(window.seconds()).isEqualTo(6);
    assertThat(window.calls(calls).count()).isEqualTo(15);
    assertThat(window.requests(route).times().count()).isEqualTo(15);
  }

  @Test
  void countsMetersThatCameLater() {
    afterSeconds(5);
    recent.sample();
    CallMeter later = meters.calls().of("app/Gateway.other", "app/Other");
    later.recordShared(1_000_000, null);
    later.recordWaited(1_000_000);

    assertThat(recent.window().calls(later).count()).isOne();
    assertThat(recent.window().waited(later).count()).isOne();
  }
}
