package dev.penstock.examples.durable;

import dev.penstock.CallContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** Counts the words of a text, line by line, as slowly as a real model would read it. */
public final class WordCount implements Counter {
  private final Duration pace;

  /**
   * A counter.
   *
   * @param pace time for each line
   */
  public WordCount(Duration pace) {
    this.pace = pace;
  }

  @Override
  public Future<Count> count(String text) {
    Promise<Count> counted = Promise.promise();
    next(CallContext.current(), text.lines().toList(), 0, 0, counted);
    return counted.future();
  }

  private void next(
      CallContext call, List<String> lines, int line, int words, Promise<Count> counted) {
    if (line == lines.size()) {
      counted.complete(new Count(lines.size(), words));
    } else if (call.cancelled()) {
      counted.fail("cancelled at line " + line);
    } else {
      call.progress((double) line / lines.size(), "line " + (line + 1) + " of " + lines.size());
      int more = lines.get(line).isBlank() ? 0 : lines.get(line).trim().split("\\s+").length;
      Vertx.currentContext()
          .owner()
          .setTimer(
              Math.max(1, pace.toMillis()),
              fired -> next(call, lines, line + 1, words + more, counted));
    }
  }
}
