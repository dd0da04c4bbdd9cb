package dev.penstock.examples.diamond;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes the mean of all verdicts. */
public final class MeanCombiner implements Combiner {
  @Override
  public Future<Answer> combine(List<Verdict> verdicts) {
    Map<String, Double> mean = new HashMap<>();
    for (Verdict verdict : verdicts) {
      verdict
          .likelihood()
          .forEach((language, share) -> mean.merge(language, share / verdicts.size(), Double::sum));
    }
    var best =
        mean.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .orElseThrow(() -> new IllegalArgumentException("there is no verdict to combine"));
    double confidence = Math.round(best.getValue() * 1000) / 1000.0;
    return Future.succeededFuture(
        new Answer(best.getKey(), confidence, verdicts.stream().map(Verdict::model).toList()));
  }
}
