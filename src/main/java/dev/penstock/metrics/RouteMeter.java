package dev.penstock.metrics;

/** The HTTP requests to one route. Each event loop counts in a cell of its own. */
public final class RouteMeter {
  private final String route;
  private final RequestCell[] byLoop;

  /** Written under its lock. */
  private final RequestCell shared = new RequestCell();

  /**
   * A meter of no requests yet.
   *
   * @param loops number of event loops that count
   */
  RouteMeter(String route, int loops) {
    this.route = route;
    this.byLoop = new RequestCell[loops];
    for (int i = 0; i < loops; i++) {
      byLoop[i] = new RequestCell();
    }
  }

  /** The label of the route. */
  public String route() {
    return route;
  }

  /** Counts a request that is over. Only on that event loop. */
  public void record(int loop, RequestMethod method, int status, long nanos) {
    byLoop[loop].add(method, status, nanos);
  }

  /** Counts a request that is over. Any thread. */
  public void recordShared(RequestMethod method, int status, long nanos) {
    synchronized (shared) {
      shared.add(method, status, nanos);
    }
  }

  /** All requests so far. */
  public RequestSnapshot requests() {
    RequestSnapshot.Builder all = new RequestSnapshot.Builder();
    for (RequestCell cell : byLoop) {
      cell.addTo(all);
    }
    shared.addTo(all);
    return all.build();
  }
}
