package dev.penstock.jar;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lines that a process has printed so far, and who waits for one. Thread-safe. */
final class Printed {
  private record Waiting(String text, CompletableFuture<String> line) {}

  private final List<String> lines = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();

  synchronized void add(String line) {
    lines.add(line);
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting one = all.next();
      if (line.contains(one.text())) {
        all.remove();
        one.line().complete(line);
      }
    }
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** The first line with that text, now or later. */
  synchronized CompletableFuture<String> first(String text) {
    for (String line : lines) {
      if (line.contains(text)) {
        return CompletableFuture.completedFuture(line);
      }
    }
    var one = new Waiting(text, new CompletableFuture<>());
    waiting.add(one);
    return one.line();
  }
}
