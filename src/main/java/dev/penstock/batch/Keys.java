package dev.penstock.batch;

import dev.penstock.message.CallScope;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells which items may share a batch: those whose keys are equal. */
final class Keys<I> {
  private static final Object ONE = "one";

  private final @Nullable Function<? super I, ?> groupBy;

  private record OfModel(String modelId, Object key) {}

  /** An array, such as the shape of a tensor, by what is in it. */
  private record OfArray(Class<?> type, List<Object> content) {}

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
    Object key = byContent(given);
    String model = scope.origin().modelId();
    return model == null ? key : new OfModel(model, key);
  }

  private static Object byContent(@Nullable Object given) {
    if (given == null) {
      return ONE;
    }
    if (!given.getClass().isArray()) {
      return given;
    }
    List<Object> content = new ArrayList<>(Array.getLength(given));
    for (int i = 0; i < Array.getLength(given); i++) {
      content.add(byContent(Array.get(given, i)));
    }
    return new OfArray(given.getClass(), content);
  }
}
