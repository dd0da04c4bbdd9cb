package dev.penstock.benchmarks.waiting;

import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.util.List;

/** Passes on to the groups. */
public final class CallerGroups implements Crowd {
  private final List<Callers> groups;

  /** A root over those groups. */
  public CallerGroups(List<Callers> groups) {
    this.groups = groups;
  }

  @Override
  public Future<Callers.Tally> run(int group, int callers, int serviceMillis, int forMillis) {
    return groups.get(group).run(callers, serviceMillis, forMillis);
  }

  @Override
  public Future<List<String>> threads() {
    return Future.all(groups.stream().map(Callers::thread).toList()).map(CompositeFuture::list);
  }
}
