package dev.penstock.batch;

import dev.penstock.CallFailedException;
import dev.penstock.message.CallScope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The function of the user, held to its rules.
 *
 * @param of whose it is, for people: {@code " of app/Model"}, or empty outside of a replica
 */
record BatchFunction<I, O>(Function<List<I>, Future<List<O>>> function, String of) {
  /** The function has broken the rules of a {@code Batcher}, which no smaller batch would mend. */
  static final class BatchFunctionException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    BatchFunctionException(String message) {
      super(message);
    }
  }

  /** Runs it on this thread within that call. Whatever it throws is its failure. */
  Future<List<O>> apply(List<I> items, CallScope scope) {
    try {
      Future<List<O>> answer = scope.wrapSupplier(() -> function.apply(items)).get();
      return answer == null ? Future.failedFuture(returnedNull()) : answer;
    } catch (Throwable thrown) {
      return Future.failedFuture(thrown);
    }
  }

  private BatchFunctionException returnedNull() {
    return new BatchFunctionException(this + " returned null instead of a future of results");
  }

  /**
   * A copy of what it has answered.
   *
   * @throws BatchFunctionException if that is not one result for each item
   */
  List<@Nullable O> checked(@Nullable List<O> results, int items) {
    if (results == null) {
      throw new BatchFunctionException(this + " answered null instead of a list of results");
    }
    List<@Nullable O> copy = new ArrayList<>(results);
    if (copy.size() != items) {
      throw new BatchFunctionException(
          "%s answered %d result%s for %d item%s: one for each item is needed, in their order"
              .formatted(
                  this, copy.size(), copy.size() == 1 ? "" : "s", items, items == 1 ? "" : "s"));
    }
    return copy;
  }

  /** Whether a part of the batch may do without that failure. */
  static boolean mayComeFromAnItem(Throwable failure) {
    if (failure instanceof CallFailedException call) {
      return switch (call.failure()) {
        case USER_ERROR, BAD_ARGUMENT, STORE_FULL, STALE_OBJECT -> true;
        default -> false;
      };
    }
    return !(failure instanceof BatchFunctionException)
        && (!(failure instanceof VirtualMachineError) || failure instanceof StackOverflowError);
  }

  @Override
  public String toString() {
    return "the batch function" + of;
  }
}
