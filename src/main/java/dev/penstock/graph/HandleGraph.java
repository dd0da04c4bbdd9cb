package dev.penstock.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The deployments of all applications and the handles between them, as written. Cycles, and names
 * that two have by mistake, may be in it: deployments are told apart by their JSON paths.
 */
final class HandleGraph {
  /** By the path of the caller, then by their own. */
  private final Map<String, Map<String, HandleRef>> handles = new HashMap<>();

  void add(Callee caller, Map<String, HandleRef> written) {
    handles.put(caller.path(), written);
  }

  /** The handles of a caller by their JSON paths, in the order as written. */
  Map<String, HandleRef> of(Callee caller) {
    return handles.getOrDefault(caller.path(), Map.of());
  }

  /** Whom the handles of a caller lead to. */
  List<Callee> callees(Callee caller) {
    return of(caller).values().stream()
        .flatMap(handle -> handle.targets().stream())
        .map(HandleRef.Target::callee)
        .toList();
  }

  /** These deployments and all that a chain of handles leads to from them. */
  Set<String> pathsReachedFrom(Collection<Callee> starts) {
    Set<String> reached = new HashSet<>();
    Deque<Callee> open = new ArrayDeque<>(starts);
    while (!open.isEmpty()) {
      Callee next = open.remove();
      if (reached.add(next.path())) {
        open.addAll(callees(next));
      }
    }
    return reached;
  }

  /** The request headers by which edges choose that requests to {@code root} reach, sorted. */
  List<String> stickyHeaders(Callee root) {
    return pathsReachedFrom(List.of(root)).stream()
        .flatMap(path -> handles.getOrDefault(path, Map.of()).values().stream())
        .flatMap(handle -> handle.options().sticky().stream())
        .filter(EdgeOptions.Sticky.Header.class::isInstance)
        .map(sticky -> ((EdgeOptions.Sticky.Header) sticky).name())
        .distinct()
        .sorted()
        .toList();
  }
}
