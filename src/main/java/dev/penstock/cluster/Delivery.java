package dev.penstock.cluster;

import dev.penstock.message.Call;

/** The way to one replica. */
@FunctionalInterface
public interface Delivery {
  /**
   * Hands a call to the replica. Does not block; any thread.
   *
   * @return false if nobody is there: the call was not delivered and still belongs to the caller
   */
  boolean deliver(Call call);
}
