package dev.penstock.durable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who waits for changes of requests. Thread-safe; listeners are called on the thread that tells.
 */
final class Watchers {
  private final Map<Long, List<Runnable>> byRequest = new ConcurrentHashMap<>();
  private final Map<String, Runnable> byApplication = new ConcurrentHashMap<>();

  Runnable watch(long number, Runnable listener) {
    byRequest.compute(
        number,
        (key, before) -> {
          List<Runnable> all = before == null ? new CopyOnWriteArrayList<>() : before;
          all.add(listener);
          return all;
        });
    return () ->
        byRequest.computeIfPresent(
            number,
            (key, all) -> {
              all.remove(listener);
              return all.isEmpty() ? null : all;
            });
  }

  void watchAccepted(String application, Runnable listener) {
    byApplication.put(application, listener);
  }

  void onChanged(long number) {
    byRequest.getOrDefault(number, List.of()).forEach(Runnable::run);
  }

  void onAccepted(String application) {
    Runnable listener = byApplication.get(application);
    if (listener != null) {
      listener.run();
    }
  }
}
