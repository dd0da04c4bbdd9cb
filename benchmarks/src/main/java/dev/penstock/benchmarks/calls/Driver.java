package dev.penstock.benchmarks.calls;

import io.vertx.core.Future;

/** A caller on an event loop of the node, itself called: its calls inherit deadline and request. */
public interface Driver {
  /** Makes that many calls with that payload, a window of them at a time. */
  Future<Void> run(Payload payload, int calls);

  /** The name of the driver's thread. */
  Future<String> thread();
}
