package dev.penstock.benchmarks.batch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Runs on its own event loop. */
public final class LoopLoad implements Load {
  private final Vertx vertx = Vertx.currentContext().owner();
  private final Scorer scorer;
  private int answers;
  private int run;

  /** Callers of that scorer. */
  public LoopLoad(Scorer scorer) {
    this.scorer = scorer;
  }

  @Override
  public Future<Integer> closed(int callers, int millis) {
    int now = begin();
    for (int i = 0; i < callers; i++) {
      callAgain(now);
    }
    return end(millis);
  }

  private void callAgain(int now) {
    scorer
        .score(now)
        .onSuccess(
            waited -> {
              if (now == run) {
                answers++;
                callAgain(now);
              }
            });
  }

  @Override
  public Future<Integer> open(int perSecond, int millis) {
    int now = begin();
    long start = System.nanoTime();
    int[] sent = {0};
    vertx.setPeriodic(
        1,
        timer -> {
          if (now != run) {
            vertx.cancelTimer(timer);
            return;
          }
          double due = (System.nanoTime() - start) / 1e9 * perSecond;
          for (; sent[0] < due; sent[0]++) {
            scorer.score(now).onSuccess(waited -> answers += now == run ? 1 : 0);
          }
        });
    return end(millis);
  }

  @Override
  public Future<List<Long>> alone(int calls, int pauseMillis) {
    Promise<List<Long>> done = Promise.promise();
    alone(new ArrayList<>(), calls, pauseMillis, done);
    return done.future();
  }

  private void alone(List<Long> waits, int calls, int pause, Promise<List<Long>> done) {
    if (waits.size() == calls) {
      done.complete(waits);
      return;
    }
    vertx.setTimer(
        pause,
        fired ->
            scorer
                .score(0)
                .onSuccess(
                    waited -> {
                      waits.add(waited);
                      alone(waits, calls, pause, done);
                    })
                .onFailure(done::tryFail));
  }

  private int begin() {
    answers = 0;
    return ++run;
  }

  private Future<Integer> end(int millis) {
    Promise<Integer> ended = Promise.promise();
    vertx.setTimer(
        millis,
        fired -> {
          run++;
          ended.complete(answers);
        });
    return ended.future();
  }
}
