package dev.penstock.graph;

import dev.penstock.Problem;
import dev.penstock.config.NearestName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The deployments that handles can lead to, by the names that handles use: {@code Name} within the
 * application, {@code application/Name} everywhere.
 */
final class Callees {
  private final Map<String, LoadedApplication> applications = new LinkedHashMap<>();
  private final List<Problem> problems;

  Callees(Collection<LoadedApplication> applications, List<Problem> problems) {
    applications.forEach(each -> this.applications.putIfAbsent(each.name(), each));
    this.problems = problems;
  }

  /**
   * What a name stands for.
   *
   * @param guessed whether there is no such deployment and this is the one that was probably meant
   */
  record Found(Callee callee, boolean guessed) {}

  /**
   * The deployment that a handle names; what is wrong with the name is a problem.
   *
   * @param from the application of the handle
   * @param path of the name
   */
  Optional<Found> find(LoadedApplication from, String path, String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return find(from, path, from, name);
    }
    String application = name.substring(0, slash);
    String deployment = name.substring(slash + 1);
    if (application.isEmpty() || deployment.isEmpty() || deployment.indexOf('/') >= 0) {
      problem(path, "must be \"Name\" or \"application/Name\", was \"" + name + "\"");
      return Optional.empty();
    }
    if (application.equals(from.name())) {
      return find(from, path, from, deployment);
    }
    LoadedApplication other = applications.get(application);
    if (other != null) {
      return find(from, path, other, deployment);
    }
    problem(
        path,
        "no application \""
            + application
            + "\" as in \""
            + name
            + "\"; "
            + NearestName.hint(application, applications.keySet(), "there is none"));
    return NearestName.of(application, applications.keySet())
        .map(applications::get)
        .flatMap(meant -> nearest(meant, deployment));
  }

  private Optional<Found> find(
      LoadedApplication from, String path, LoadedApplication in, String name) {
    Optional<Callee> exact = in.deployment(name);
    if (exact.isPresent()) {
      return exact.map(callee -> new Found(callee, false));
    }
    String where = in == from ? "this application" : "application \"" + in.name() + "\"";
    problem(path, "no deployment \"" + name + "\" in " + where + "; " + hint(in, name));
    return nearest(in, name);
  }

  /** A slip, or a name that lacks its application. */
  private String hint(LoadedApplication in, String name) {
    String elsewhere =
        applications.values().stream()
            .filter(other -> other != in && other.names().contains(name))
            .map(other -> "\"" + other.name() + "/" + name + "\"")
            .collect(Collectors.joining(" or "));
    return elsewhere.isEmpty() || NearestName.of(name, in.names()).isPresent()
        ? NearestName.hint(name, in.names(), "it has none")
        : "another application has one: write " + elsewhere;
  }

  private static Optional<Found> nearest(LoadedApplication in, String name) {
    return NearestName.of(name, in.names())
        .flatMap(in::deployment)
        .map(callee -> new Found(callee, true));
  }

  private void problem(String path, String message) {
    problems.add(Problem.error(path, message));
  }
}
