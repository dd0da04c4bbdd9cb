package dev.penstock.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.Problem;
import dev.penstock.config.HeaderName;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.ObjectCursor;
import dev.penstock.config.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the handles of one application. What is wrong with them is a problem. */
final class HandleReader {
  private static final int MAX_WEIGHT = 1_000_000;
  private static final String BY_HEADER = "header:";
  private static final String EXPECTED =
      "must be the name of a deployment, \"application/Name\", or an object of names and weights"
          + " such as {\"V1\": 95, \"V2\": 5}";

  private final LoadedApplication application;
  private final Callees callees;
  private final List<Problem> problems;

  HandleReader(LoadedApplication application, Callees callees, List<Problem> problems) {
    this.application = application;
    this.callees = callees;
    this.problems = problems;
  }

  /** All handles in the arguments of a deployment, by their JSON path, in the order as written. */
  Map<String, HandleRef> read(Callee caller) {
    Map<String, HandleRef> found = new LinkedHashMap<>();
    scan(JsonPaths.member(caller.path(), "args"), caller.config().args(), found);
    return found;
  }

  private void scan(String path, JsonNode json, Map<String, HandleRef> found) {
    if (HandleRef.is(json) && json instanceof ObjectNode handle) {
      found.put(path, handle(path, handle));
    } else if (json.isArray()) {
      for (int i = 0; i < json.size(); i++) {
        scan(JsonPaths.item(path, i), json.get(i), found);
      }
    } else {
      json.properties().forEach(e -> scan(JsonPaths.member(path, e.getKey()), e.getValue(), found));
    }
  }

  private HandleRef handle(String path, ObjectNode json) {
    ObjectCursor in = new ObjectCursor(path, json, problems);
    JsonNode written = json.path(HandleRef.KEY);
    List<HandleRef.Target> targets = new ArrayList<>();
    boolean complete;
    if (written instanceof ObjectNode weights) {
      complete = weighted(in, weights, targets);
    } else if (written.isTextual()) {
      in.text(HandleRef.KEY);
      complete = add(path, in.path(HandleRef.KEY), written.textValue(), 1, targets);
    } else {
      in.any(HandleRef.KEY);
      in.problem(HandleRef.KEY, EXPECTED + ", was " + Shown.value(written));
      complete = false;
    }
    Optional<Duration> timeout = in.positiveDuration("timeout");
    boolean idempotent = in.flag("idempotent", false);
    Optional<EdgeOptions.Sticky> sticky = sticky(in, written);
    in.refuseUnknownKeys();
    targets.sort(Comparator.comparing(target -> target.callee().id()));
    return new HandleRef(
        path, List.copyOf(targets), new EdgeOptions(timeout, idempotent, sticky), complete);
  }

  /** Reads targets with weights; false if a name is wrong. */
  private boolean weighted(ObjectCursor in, ObjectNode weights, List<HandleRef.Target> targets) {
    Optional<ObjectCursor> cursor = in.object(HandleRef.KEY);
    if (cursor.isEmpty() || weights.isEmpty()) {
      in.problem(HandleRef.KEY, EXPECTED + ", was {}");
      return false;
    }
    boolean complete = true;
    boolean allZero = true;
    Map<String, String> nameById = new HashMap<>();
    for (var entry : weights.properties()) {
      String name = entry.getKey();
      int weight = cursor.get().integer(name, 0, MAX_WEIGHT).orElse(1);
      allZero &= weight == 0;
      String path = cursor.get().path(name);
      complete &= add(path, path, name, weight, targets);
    }
    for (HandleRef.Target target : targets) {
      String first = target.guessed() ? null : nameById.put(target.callee().id(), target.name());
      if (first != null) {
        in.problem(
            HandleRef.KEY,
            "\""
                + first
                + "\" and \""
                + target.name()
                + "\" are the same deployment; name it once");
      }
    }
    if (allZero) {
      in.problem(HandleRef.KEY, "at least one weight must be above 0, was " + Shown.value(weights));
    }
    return complete;
  }

  /** Adds the target of a name; false if there is no deployment of that name. */
  private boolean add(
      String path, String namePath, String name, int weight, List<HandleRef.Target> targets) {
    Optional<Callees.Found> found = callees.find(application, namePath, name);
    found.ifPresent(
        f -> targets.add(new HandleRef.Target(path, name, f.callee(), weight, f.guessed())));
    return found.isPresent() && !found.get().guessed();
  }

  private static Optional<EdgeOptions.Sticky> sticky(ObjectCursor in, JsonNode targets) {
    Optional<String> written = in.text("sticky");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    if (targets.isTextual()) {
      in.problem(
          "sticky",
          "only a handle with weights takes it, was \""
              + written.get()
              + "\"; write {\"$handle\": {\"V1\": 95, \"V2\": 5}}, or remove it");
      return Optional.empty();
    }
    String key = written.get().strip();
    if (key.equals(new EdgeOptions.Sticky.RoutingKey().key())) {
      return Optional.of(new EdgeOptions.Sticky.RoutingKey());
    }
    Optional<String> header =
        key.startsWith(BY_HEADER)
            ? HeaderName.normalised(key.substring(BY_HEADER.length()).strip())
            : Optional.empty();
    if (header.isEmpty()) {
      in.problem(
          "sticky",
          "must be \"header:NAME\" with the name of a header, or \"routingKey\", was \""
              + written.get()
              + "\"");
    }
    return header.map(EdgeOptions.Sticky.Header::new);
  }
}
