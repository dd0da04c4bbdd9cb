package dev.penstock.jar;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lines that a process has printed so far, and who waits for one. Thread-safe. */
final class Printed {
  /** Somebody who waits until so many lines hold the text. */
  private record Waiting(String text, int count, CompletableFuture<String> line) {}

  private final List<String> lines = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();

  synchronized void add(String line) {
    lines.add(line);
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting one = all.next();
      if (line.contains(one.text()) && with(one.text()).size() == one.count()) {
        all.remove();
        one.line().complete(line);
      }
    }
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** The first line with that text, now or later. */
  CompletableFuture<String> first(String text) {
    return nth(text, 1);
  }

  /** The line with that text that makes it so many, now or later. */
  synchronized CompletableFuture<String> nth(String text, int count) {
    List<String> found = with(text);
    if (found.size() >= count) {
      return CompletableFuture.completedFuture(found.get(count - 1));
    }
    var one = new Waiting(text, count, new CompletableFuture<>());
    waiting.add(one);
    return one.line();
  }

  private List<String> with(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }
}
