package dev.penstock.models;

import dev.penstock.ModelCache;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A loader whose loads end when the test says so, and which remembers what was unloaded. */
final class ScriptedLoader {
  /** A model; two loads of one id are two models. */
  record Loaded(String id, int number) {}

  private final Map<String, Queue<Promise<Loaded>>> open = new HashMap<>();
  private final List<String> started = new ArrayList<>();
  private final List<Loaded> unloaded = new ArrayList<>();
  private int loads;

  ModelCache.Builder<Loaded> cache() {
    return ModelCache.of(this::load).onUnload(unloaded::add);
  }

  /** A cache whose loads end at once. */
  ModelCache.Builder<Loaded> quickCache() {
    return ModelCache.of(
            id -> {
              started.add(id);
              return Future.succeededFuture(new Loaded(id, loads++));
            })
        .onUnload(unloaded::add);
  }

  private Future<Loaded> load(String id) {
    started.add(id);
    Promise<Loaded> loading = Promise.promise();
    open.computeIfAbsent(id, first -> new ArrayDeque<>()).add(loading);
    return loading.future();
  }

  /** The load of that id that began first ends. */
  void succeed(String id) {
    first(id).complete(new Loaded(id, loads++));
  }

  void fail(String id, Throwable cause) {
    first(id).fail(cause);
  }

  private Promise<Loaded> first(String id) {
    return open.getOrDefault(id, new ArrayDeque<>()).remove();
  }

  /** The ids of all loads, in the order in which they began. */
  List<String> started() {
    return started;
  }

  List<String> unloaded() {
    return unloaded.stream().map(Loaded::id).toList();
  }
}
