package dev.penstock.examples.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimingsTest {
  @Test
  void countsEachStepFromTheEndOfTheOneBefore() {
    var now = new AtomicLong(1_000);
    var timings = new Timings(now::get);
    Promise<String> first = Promise.promise();
    Future<String> result = timings.of("first", first.future());

    now.addAndGet(2_500_000);
    first.complete("done");
    now.addAndGet(1_000_000);
    var unused = timings.of("second", Future.succeededFuture());

    assertThat(result.result()).isEqualTo("done");
    assertThat(timings.milliseconds()).containsExactly(entry("first", 2.5), entry("second", 1.0));
  }
}
