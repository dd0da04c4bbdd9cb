package dev.penstock.durable;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes executors of one thread, which does not keep the process alive. */
final class OneThread {
  private OneThread() {}

  static ExecutorService named(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
