package dev.penstock.examples.diamond;

import io.vertx.core.Future;
import java.util.List;

/** Makes one answer of several verdicts. */
public interface Combiner {
  /** The language that the models find most likely together. */
  Future<Answer> combine(List<Verdict> verdicts);
}
