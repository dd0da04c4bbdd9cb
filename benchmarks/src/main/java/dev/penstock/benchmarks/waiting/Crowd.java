package dev.penstock.benchmarks.waiting;

import io.vertx.core.Future;
import java.util.List;

/** The root of the benchmark's graph: reaches each group of callers by its number. */
public interface Crowd {
  /** {@link Callers#run} of one group. */
  Future<Callers.Tally> run(int group, int callers, int serviceMillis, int forMillis);

  /** The threads of the groups. */
  Future<List<String>> threads();
}
