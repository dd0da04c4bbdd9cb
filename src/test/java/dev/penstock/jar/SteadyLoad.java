package dev.penstock.jar;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Clients that post to processes, one request after the other each, until they are stopped. What
 * they are answered may be read meanwhile.
 */
final class SteadyLoad implements AutoCloseable {
  /**
   * An answer.
   *
   * @param status 0 if there was none
   */
  record Answer(int status, String body, long millis) {}

  /** Longer than anything takes on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopped;

  /** So many clients of each of those processes. */
  SteadyLoad(int clients, PenstockProcess... processes) {
    for (PenstockProcess process : processes) {
      for (int i = 0; i < clients; i++) {
        Thread client = new Thread(() -> run(process), "steady-load");
        client.setDaemon(true);
        client.start();
        this.clients.add(client);
      }
    }
  }

  private void run(PenstockProcess process) {
    while (!stopped) {
      long start = System.nanoTime();
      Answer answer;
      try {
        HttpResponse<String> response =
            process.send(process.request("/").POST(BodyPublishers.ofString("x")));
        answer = new Answer(response.statusCode(), response.body(), since(start));
      } catch (IOException e) {
        answer = new Answer(0, e.toString(), since(start));
      } catch (InterruptedException e) {
        return;
      }
      answers.add(answer);
      synchronized (answers) {
        answers.notifyAll();
      }
    }
  }

  private static long since(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Waits until one of those texts was answered so often from now on; which. */
  String awaitMore(int count, Collection<String> bodies) throws InterruptedException {
    int from = answers.size();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    synchronized (answers) {
      while (true) {
        List<String> since = answers.stream().skip(from).map(Answer::body).toList();
        for (String body : bodies) {
          if (Collections.frequency(since, body) >= count) {
            return body;
          }
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IllegalStateException("none of " + bodies + " was answered: " + statuses());
        }
        answers.wait(left);
      }
    }
  }

  /** What was answered so far. */
  List<Answer> answers() {
    return List.copyOf(answers);
  }

  /** How often each status came so far. */
  Map<Integer, Integer> statuses() {
    Map<Integer, Integer> counts = new TreeMap<>();
    answers.forEach(answer -> counts.merge(answer.status(), 1, Integer::sum));
    return counts;
  }

  /** Stops, when what was asked is answered. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread client : clients) {
      client.join();
    }
  }

  @Override
  public void close() {
    stopped = true;
    clients.forEach(Thread::interrupt);
  }
}
