package dev.penstock.durable;

import io.vertx.core.Future;

/** Runs attempts. */
@FunctionalInterface
public interface AttemptRunner {
  /** An attempt that runs. */
  interface Running {
    /** Its end; a failure counts as no answer. */
    Future<Answer> answer();

    /** Nobody wants its answer any more. */
    void cancel();
  }

  /** Begins an attempt. On the context of the runner of its application. */
  Running run(Attempt attempt);
}
