package dev.penstock.benchmarks.overload;

import java.util.concurrent.TimeUnit;

/** Holds its thread for 10 ms with each text, as a model does that computes elsewhere. */
public final class TimedModel implements Echo {
  @Override
  public String echo(String text) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(OverloadTable.SERVICE_MILLIS);
    return text;
  }
}
