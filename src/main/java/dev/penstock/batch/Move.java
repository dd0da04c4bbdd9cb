package dev.penstock.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link BatchQueue} is to do next. */
sealed interface Move<I, O> {
  /** A batch begins, if there is one; those that leave are told. */
  record Go<I, O>(@Nullable BatchRun<I, O> run, List<Item<I, O>> leaving) implements Move<I, O> {}

  /** Items that are in the queue of the thread come first. */
  record LetOthersCome<I, O>(long seen) implements Move<I, O> {}

  /** It is worth waiting so long. */
  record Wait<I, O>(long nanos) implements Move<I, O> {}

  /** Nothing. */
  record Rest<I, O>() implements Move<I, O> {}
}
