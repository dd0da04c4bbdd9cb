package dev.penstock.admin;

import dev.penstock.metrics.BatchSnapshot;
import dev.penstock.metrics.CallMeter;
import dev.penstock.metrics.DeploymentTotals;
import dev.penstock.metrics.LatencySnapshot;
import dev.penstock.metrics.LoopDelay;
import dev.penstock.metrics.Meter;
import dev.penstock.metrics.ModelTotals;
import dev.penstock.metrics.NodeMeters;
import dev.penstock.metrics.RequestSnapshot;
import dev.penstock.metrics.RouteMeter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gives what a node has counted to a scrape. Reads only; nothing is added to what serves. */
final class NodeCollector implements MultiCollector {
  private final Overview overview;
  private final NodeMeters meters;

  NodeCollector(Overview overview, NodeMeters meters) {
    this.overview = overview;
    this.meters = meters;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    List<DeploymentFacts> deployments =
        overview.applications().stream().flatMap(each -> each.deployments().stream()).toList();
    Map<String, Map<String, Integer>> waiting = new HashMap<>();
    deployments.forEach(each -> waiting.put(each.id(), each.waiting()));
    for (CallMeter meter : meters.calls().all()) {
      int now = waiting.getOrDefault(meter.deployment(), Map.of()).getOrDefault(meter.edge(), 0);
      addCalls(families, meter, now);
    }
    Map<String, DeploymentTotals> totals = meters.deployments();
    for (DeploymentFacts deployment : deployments) {
      addDeployment(
          families,
          deployment,
          totals.getOrDefault(deployment.id(), DeploymentTotals.none(deployment.id())));
    }
    overview.applications().forEach(each -> addDurable(families, each));
    addHttp(families);
    overview.store().ifPresent(store -> addStore(families, store));
    addNode(families);
    return families.all();
  }

  private static void addCalls(Families families, CallMeter meter, int waiting) {
    String[] labels = {meter.edge(), meter.deployment()};
    LatencySnapshot calls = meter.calls();
    families.count(Meter.CALLS, calls.count(), labels);
    calls
        .failures()
        .forEach(
            (kind, count) ->
                families.count(
                    Meter.CALL_FAILURES, count, meter.edge(), meter.deployment(), kind.name()));
    families.times(Meter.CALL_SECONDS, calls, labels);
    families.times(Meter.CALL_WAITED_SECONDS, meter.waited(), labels);
    families.value(Meter.CALLS_WAITING, waiting, labels);
  }

  private static void addDeployment(
      Families families, DeploymentFacts deployment, DeploymentTotals totals) {
    String id = deployment.id();
    for (ReplicaState state : ReplicaState.values()) {
      families.value(Meter.REPLICAS, deployment.in(state), id, state.label());
    }
    families.value(Meter.REPLICAS_WANTED, deployment.wanted(), id);
    if (!deployment.ingress()) {
      families.value(Meter.CALLS_ONGOING, deployment.ongoing(), id);
      families.value(Meter.SLOTS, deployment.slots(), id);
      families.times(Meter.SERVICE_SECONDS, totals.calls(), id);
      families.count(Meter.CALLS_ABANDONED, totals.abandoned(), id);
      addModels(families, deployment, totals.models());
    }
    if (!totals.batches().isEmpty()) {
      addBatches(families, totals.batches(), id);
    }
  }

  private static void addBatches(Families families, BatchSnapshot batches, String deployment) {
    batches
        .outcomes()
        .forEach(
            (outcome, count) -> families.count(Meter.BATCHES, count, deployment, outcome.label()));
    families.count(Meter.BATCH_ITEMS, batches.items(), deployment);
    families.times(Meter.BATCH_WAITED_SECONDS, batches.waited(), deployment);
  }

  private static void addModels(Families families, DeploymentFacts deployment, ModelTotals totals) {
    String id = deployment.id();
    families.value(Meter.MODELS_HELD, deployment.models(), id);
    families.count(Meter.MODEL_LOADS, totals.loads().count(), id);
    families.count(Meter.MODEL_LOAD_FAILURES, totals.failures(), id);
    families.times(Meter.MODEL_LOAD_SECONDS, totals.loads(), id);
    families.count(Meter.MODEL_UNLOADS, totals.unloads(), id);
  }

  private void addHttp(Families families) {
    for (RouteMeter meter : meters.requests().all()) {
      RequestSnapshot requests = meter.requests();
      requests
          .counts()
          .forEach(
              (kind, count) ->
                  families.count(
                      Meter.HTTP_REQUESTS,
                      count,
                      meter.route(),
                      kind.method().name(),
                      String.valueOf(kind.status())));
      families.times(Meter.HTTP_REQUEST_SECONDS, requests.times(), meter.route());
    }
    families.value(Meter.HTTP_OPEN_REQUESTS, overview.openRequests());
    families.value(Meter.HTTP_OPEN_CONNECTIONS, overview.openConnections());
  }

  private void addDurable(Families families, ApplicationFacts application) {
    String name = application.name();
    application
        .durable()
        .ifPresent(
            facts -> {
              families.value(Meter.DURABLE_REQUESTS, facts.pending(), name, "pending");
              families.value(Meter.DURABLE_REQUESTS, facts.running(), name, "running");
              families.count(Meter.DURABLE_ENDED, facts.succeeded(), name, "succeeded");
              families.count(Meter.DURABLE_ENDED, facts.failed(), name, "failed");
              families.count(Meter.DURABLE_ENDED, facts.cancelled(), name, "cancelled");
              families.times(Meter.DURABLE_ACCEPT_SECONDS, meters.durable().accepted(name), name);
            });
  }

  private static void addStore(Families families, StoreFacts store) {
    families.value(Meter.STORE_CAPACITY, (double) store.capacity());
    families.value(Meter.STORE_BYTES, (double) store.reserved(), "reserved");
    families.value(Meter.STORE_BYTES, (double) store.used(), "used");
    families.value(Meter.STORE_SEGMENTS, store.segments());
    families.value(Meter.STORE_OBJECTS, store.objects());
    families.value(Meter.STORE_OBJECTS_WAITING, store.waiting());
    families.value(Meter.STORE_OBJECTS_VIEWED, (double) store.keptByViews());
    families.value(Meter.STORE_OLDEST_SECONDS, store.oldest().toMillis() / 1000.0);
    families.count(Meter.STORE_CREATED, store.created());
    families.count(Meter.STORE_RECYCLED, store.recycled());
    Map<String, Long> leases = new TreeMap<>(store.leases());
    // A family that comes and goes is none that a rule can watch.
    leases.putIfAbsent("", 0L);
    leases.forEach((deployment, open) -> families.value(Meter.STORE_LEASES, open, deployment));
  }

  private void addNode(Families families) {
    List<LoopDelay> loops = meters.loops();
    for (int i = 0; i < loops.size(); i++) {
      families.times(Meter.EVENT_LOOP_DELAY, loops.get(i).delays(), String.valueOf(i));
    }
    families.value(Meter.READY, overview.notReady().isEmpty() ? 1 : 0);
    families.value(
        Meter.READY_TIME, overview.readySince().map(Instant::toEpochMilli).orElse(0L) / 1000.0);
    families.value(Meter.BUILD, 1, overview.version());
  }
}
