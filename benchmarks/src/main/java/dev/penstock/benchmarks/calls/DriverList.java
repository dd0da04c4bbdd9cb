package dev.penstock.benchmarks.calls;

import io.vertx.core.Future;
import java.util.List;

/** Passes on to the drivers. */
public final class DriverList implements Drivers {
  private final List<Driver> drivers;
  private final NoOp noOp;

  /** A root over those drivers. */
  public DriverList(List<Driver> drivers, NoOp noOp) {
    this.drivers = drivers;
    this.noOp = noOp;
  }

  @Override
  public Future<Void> run(int driver, Payload payload, int calls) {
    return drivers.get(driver).run(payload, calls);
  }

  @Override
  public Future<String> thread(int driver) {
    return drivers.get(driver).thread();
  }

  @Override
  public Future<String> calleeThread() {
    return noOp.thread();
  }
}
