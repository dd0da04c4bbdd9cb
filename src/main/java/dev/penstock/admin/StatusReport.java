package dev.penstock.admin;

import dev.penstock.Failure;
import dev.penstock.UserFailure;
import dev.penstock.metrics.CallMeter;
import dev.penstock.metrics.DeploymentTotals;
import dev.penstock.metrics.LatencySnapshot;
import dev.penstock.metrics.LoopDelay;
import dev.penstock.metrics.NodeMeters;
import dev.penstock.metrics.RequestSnapshot;
import dev.penstock.metrics.RouteMeter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The JSON of {@code /api/status}: what a person asks when it is slow.
 *
 * <p>Rates and percentiles are those of the last {@code windowSeconds}; counts are those since the
 * start. Times are milliseconds, sizes bytes. Confined to the listener's event loop.
 */
final class StatusReport {
  private final Overview overview;
  private final NodeMeters meters;
  private final Recent recent;
  private final long startedNanos = System.nanoTime();

  StatusReport(Overview overview, NodeMeters meters, Recent recent) {
    this.overview = overview;
    this.meters = meters;
    this.recent = recent;
  }

  /** The status now. */
  JsonObject json() {
    Recent.Window window = recent.window();
    List<ApplicationFacts> applications = overview.applications();
    List<String> notReady = overview.notReady();
    JsonObject json =
        new JsonObject()
            .put("version", overview.version())
            .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("uptimeSeconds", Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds())
            .put("ready", notReady.isEmpty())
            .put("draining", overview.draining())
            .put("reasons", new JsonArray(notReady))
            .put("windowSeconds", rounded(window.seconds()))
            .put("http", http(window))
            .put("eventLoops", eventLoops(window))
            .put("applications", applications(applications, window))
            .put("edges", edges(applications, window));
    overview.cluster().ifPresent(cluster -> json.put("cluster", ClusterReport.json(cluster)));
    overview.store().ifPresent(store -> json.put("store", store(store)));
    return json;
  }

  private static JsonObject store(StoreFacts store) {
    return new JsonObject()
        .put("directory", store.directory())
        .put("capacity", store.capacity())
        .put("reserved", store.reserved())
        .put("used", store.used())
        .put("segments", store.segments())
        .put("objects", store.objects())
        .put("waiting", store.waiting())
        .put("keptByViews", store.keptByViews())
        .put("leases", new JsonObject(Map.copyOf(store.leases())))
        .put("oldestAge", store.oldest().toMillis())
        .put("created", store.created())
        .put("recycled", store.recycled());
  }

  private JsonObject http(Recent.Window window) {
    JsonArray routes = new JsonArray();
    meters.requests().all().stream()
        .sorted(Comparator.comparing(RouteMeter::route))
        .forEach(meter -> routes.add(route(meter, window)));
    JsonObject http = new JsonObject();
    overview.url().ifPresent(url -> http.put("url", url));
    return http.put("enabled", overview.url().isPresent())
        .put("openRequests", overview.openRequests())
        .put("openConnections", overview.openConnections())
        .put("routes", routes);
  }

  private static JsonObject route(RouteMeter meter, Recent.Window window) {
    RequestSnapshot now = window.requests(meter);
    JsonObject perSecond = new JsonObject();
    for (int hundreds = 1; hundreds <= 5; hundreds++) {
      long count = now.ofClass(hundreds);
      if (count > 0) {
        perSecond.put(hundreds + "xx", rounded(window.rate(count)));
      }
    }
    JsonObject route =
        new JsonObject()
            .put("route", meter.route())
            .put("requests", meter.requests().times().count())
            .put("perSecond", rounded(window.rate(now.times().count())))
            .put("perSecondByStatus", perSecond);
    return percentiles(route, now.times());
  }

  private JsonArray eventLoops(Recent.Window window) {
    JsonArray all = new JsonArray();
    List<LoopDelay> loops = meters.loops();
    for (int i = 0; i < loops.size(); i++) {
      LoopDelay loop = loops.get(i);
      LatencySnapshot delays = window.delays(loop);
      Duration pending = Duration.ofNanos(loop.overdue(System.nanoTime()));
      Duration longest = delays.percentile(1);
      all.add(
          new JsonObject()
              .put("loop", i)
              .put("thread", loop.thread())
              .put("delayP50", millis(delays.percentile(0.5)))
              .put("delayP99", millis(delays.percentile(0.99)))
              .put("delayMax", millis(longest.compareTo(pending) > 0 ? longest : pending)));
    }
    return all;
  }

  private JsonArray applications(List<ApplicationFacts> applications, Recent.Window window) {
    Map<String, DeploymentTotals> totals = meters.deployments();
    JsonArray all = new JsonArray();
    for (ApplicationFacts application : applications) {
      JsonArray deployments = new JsonArray();
      for (DeploymentFacts deployment : application.deployments()) {
        deployments.add(deployment(deployment, totals, window));
      }
      JsonObject json = new JsonObject().put("name", application.name());
      application.route().ifPresent(route -> json.put("route", route));
      application.root().ifPresent(root -> json.put("root", root));
      application.durable().ifPresent(facts -> json.put("durable", durable(facts, application)));
      all.add(json.put("deployments", deployments));
    }
    return all;
  }

  private JsonObject durable(DurableFacts facts, ApplicationFacts application) {
    return new JsonObject()
        .put("pending", facts.pending())
        .put("running", facts.running())
        .put("accepted", meters.durable().accepted(application.name()).count())
        .put("succeeded", facts.succeeded())
        .put("failed", facts.failed())
        .put("cancelled", facts.cancelled());
  }

  private JsonObject deployment(
      DeploymentFacts deployment, Map<String, DeploymentTotals> totals, Recent.Window window) {
    JsonObject json =
        new JsonObject()
            .put("name", deployment.name())
            .put("wanted", deployment.wanted())
            .put("serving", deployment.in(ReplicaState.SERVING));
    LatencySnapshot now = LatencySnapshot.NONE;
    JsonArray replicas = new JsonArray();
    for (ReplicaFacts replica : deployment.replicas()) {
      LatencySnapshot own = window.calls(replica.meter());
      now = now.plus(own);
      replicas.add(replica(replica, deployment.ingress(), own, window));
    }
    if (!deployment.ingress()) {
      json.put("ongoing", deployment.ongoing())
          .put("slots", deployment.slots())
          .put("waiting", deployment.waitingInAll())
          .put("waitingByEdge", new JsonObject(Map.copyOf(deployment.waiting())));
      DeploymentTotals total = totals.get(deployment.id());
      json.put("abandoned", total == null ? 0 : total.abandoned());
      counted(json, total == null ? LatencySnapshot.NONE : total.calls(), now, window);
    }
    if (!deployment.ingress()) {
      overview
          .cluster()
          .ifPresent(
              cluster -> {
                JsonArray elsewhere = ClusterReport.elsewhere(cluster, deployment.id());
                json.put("servingInCluster", json.getInteger("serving") + elsewhere.size())
                    .put("elsewhere", elsewhere);
              });
    }
    return json.put("replicas", replicas).put("lastFailures", failures(deployment.id()));
  }

  private static JsonObject replica(
      ReplicaFacts replica, boolean ingress, LatencySnapshot now, Recent.Window window) {
    JsonObject json =
        new JsonObject()
            .put("index", replica.index())
            .put("state", replica.state().label())
            .put("thread", replica.thread());
    if (ingress) {
      return json;
    }
    json.put("ongoing", replica.ongoing())
        .put("maxOngoing", replica.maxOngoing())
        .put("abandoned", replica.meter().abandoned());
    if (!replica.models().isEmpty()) {
      json.put("models", new JsonArray(List.copyOf(replica.models())));
    }
    return counted(json, replica.meter().calls(), now, window);
  }

  private JsonArray failures(String deployment) {
    JsonArray all = new JsonArray();
    for (UserFailure failure : meters.failures().newest(deployment)) {
      JsonObject json =
          new JsonObject()
              .put("time", failure.time().truncatedTo(ChronoUnit.MILLIS).toString())
              .put("method", failure.method())
              .put("errorId", failure.errorId())
              .put("requestId", failure.requestId())
              .put("reason", failure.message());
      if (failure.replica() != null) {
        json.put("replica", failure.replica());
      }
      all.add(json);
    }
    return all;
  }

  private JsonArray edges(List<ApplicationFacts> applications, Recent.Window window) {
    JsonArray all = new JsonArray();
    meters.calls().all().stream()
        .sorted(Comparator.comparing(CallMeter::edge).thenComparing(CallMeter::deployment))
        .forEach(meter -> all.add(edge(meter, waiting(applications, meter), window)));
    return all;
  }

  private static int waiting(List<ApplicationFacts> applications, CallMeter meter) {
    return applications.stream()
        .flatMap(application -> application.deployments().stream())
        .filter(deployment -> deployment.id().equals(meter.deployment()))
        .mapToInt(deployment -> deployment.waiting().getOrDefault(meter.edge(), 0))
        .sum();
  }

  private static JsonObject edge(CallMeter meter, int waiting, Recent.Window window) {
    LatencySnapshot waited = window.waited(meter);
    JsonObject json =
        new JsonObject().put("edge", meter.edge()).put("deployment", meter.deployment());
    counted(json, meter.calls(), window.calls(meter), window);
    return json.put("waiting", waiting)
        .put("waited", percentiles(new JsonObject().put("calls", meter.waited().count()), waited));
  }

  private static JsonObject counted(
      JsonObject json, LatencySnapshot ever, LatencySnapshot now, Recent.Window window) {
    JsonObject failures = new JsonObject();
    for (Map.Entry<Failure, Long> each : ever.failures().entrySet()) {
      failures.put(each.getKey().name(), each.getValue());
    }
    json.put("calls", ever.count()).put("perSecond", rounded(window.rate(now.count())));
    return percentiles(json, now).put("failures", failures);
  }

  private static JsonObject percentiles(JsonObject json, LatencySnapshot times) {
    if (times.count() == 0) {
      return json;
    }
    return json.put("p50", millis(times.percentile(0.5)))
        .put("p95", millis(times.percentile(0.95)))
        .put("p99", millis(times.percentile(0.99)));
  }

  private static double millis(Duration time) {
    return Math.round(time.toNanos() / 1e4) / 100.0;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
