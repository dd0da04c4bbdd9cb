package dev.penstock.batch;

import dev.penstock.message.CallScope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells which items may share a batch: those whose keys are equal. */
final class Keys<I> {
  private static final Object ONE = "one";

  private final @Nullable Function<? super I, ?> groupBy;

  private record OfModel(String modelId, Object key) {}

  /**
   * The keys of a batcher.
   *
   * @param groupBy null if there is one group only
   */
  Keys(@Nullable Function<? super I, ?> groupBy) {
    this.groupBy = groupBy;
  }

  /** The key of an item that was submitted within that call. Runs code of the user. */
  Object of(I item, CallScope scope) {
    Object given = groupBy == null ? ONE : groupBy.apply(item);
    Object key = given == null ? ONE : given;
    String model = scope.origin().modelId();
    return model == null ? key : new OfModel(model, key);
  }
}
