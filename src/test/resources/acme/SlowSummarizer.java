package acme;

import dev.penstock.CallContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Takes its time. */
public final class SlowSummarizer implements Summarizer {
  private final int millis;

  public SlowSummarizer(int millis) {
    this.millis = millis;
  }

  @Override
  public Future<Summary> summarize(String text) {
    return Vertx.currentContext()
        .owner()
        .timer(millis, TimeUnit.MILLISECONDS)
        .map(late -> new Summary("short " + text, CallContext.current().attempt()));
  }
}
