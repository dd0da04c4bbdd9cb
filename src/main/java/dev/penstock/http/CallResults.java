package dev.penstock.http;

import dev.penstock.durable.Answer;
import dev.penstock.durable.RequestId;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the results of durable calls, which are values and no answers over HTTP. Thread-safe. */
@FunctionalInterface
public interface CallResults {
  /**
   * A call that has ended.
   *
   * @param call deployment and method, as people read them
   * @param json its result; null if it has failed, or its result is large or has no JSON
   */
  record Result(String call, @Nullable String json) {}

  /** What is to be told of a request that has ended with that answer; empty if it is no call. */
  Future<Optional<Result>> of(RequestId id, Answer answer);
}
