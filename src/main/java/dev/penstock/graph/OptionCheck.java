package dev.penstock.graph;

import com.fasterxml.jackson.databind.JavaType;
import dev.penstock.Configurable;
import dev.penstock.Problem;
import dev.penstock.Threading;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.Shown;
import java.util.List;
import java.util.Optional;

/** Checks the options of one deployment against its class. */
final class OptionCheck {
  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
  private static final int DEFAULT_MAX_ONGOING = 100;

  private final DeploymentConfig deployment;
  private final DeploymentClass type;
  private final List<Problem> problems;

  OptionCheck(DeploymentConfig deployment, DeploymentClass type, List<Problem> problems) {
    this.deployment = deployment;
    this.type = type;
    this.problems = problems;
  }

  /** The limit of calls per replica: as written, or the default of the threading. */
  int maxOngoing() {
    return deployment
        .maxOngoing()
        .orElse(
            deployment.threading() == Threading.WORKER
                ? 2 * deployment.threads()
                : DEFAULT_MAX_ONGOING);
  }

  void checkThreading(int javaVersion) {
    if (deployment.threading() == Threading.VIRTUAL && javaVersion < FIRST_WITH_VIRTUAL_THREADS) {
      problem(
          "threading",
          "\"virtual\" needs Java 21 or later, this is Java "
              + javaVersion
              + "; use \"worker\" or a newer Java");
    }
  }

  /** An ingress runs on the listener's event loops, so their number and kind are not its own. */
  void checkIngress() {
    deployment
        .replicas()
        .ifPresent(
            n ->
                problem(
                    "replicas",
                    "an HttpIngress takes no replicas, was "
                        + n
                        + ": it has one instance per event loop, and http.eventLoops is their"
                        + " number"));
    deployment
        .maxOngoing()
        .ifPresent(
            n ->
                problem(
                    "maxOngoing",
                    "an HttpIngress takes no maxOngoing, was "
                        + n
                        + ": it has one instance per event loop (http.eventLoops) and no limit of"
                        + " its own; limit the deployments it calls"));
    if (deployment.threading() != Threading.EVENT_LOOP) {
      problem(
          "threading",
          "an HttpIngress runs on the event loops of http.eventLoops, was \""
              + deployment.threading().key()
              + "\"; let it call a deployment that does the blocking work");
    }
  }

  void refuseIngressWithoutRoot() {
    problem(
        "class",
        type.type().getName()
            + " is an HttpIngress, and only the root of an application can be one; name it as"
            + " \"root\" of this application, or remove it");
  }

  void refuseIngressBelowRoot(String root) {
    problem(
        "class",
        type.type().getName()
            + " is an HttpIngress, and only the root can be one; the root is \""
            + root
            + "\"");
  }

  /** The contract by which a plain root is called; problems if that is not clear. */
  Optional<Class<?>> contract(boolean root) {
    boolean called = root && !type.ingress();
    if (deployment.contract().isPresent()) {
      return named(deployment.contract().get(), called);
    }
    if (!called) {
      return Optional.empty();
    }
    List<Class<?>> callable = Contracts.callable(type.contracts());
    if (callable.size() == 1) {
      return Optional.of(callable.get(0));
    }
    problem(
        callable.isEmpty() ? "class" : "contract",
        callable.isEmpty()
            ? "the root "
                + type.type().getName()
                + " implements neither HttpIngress nor a contract, so requests cannot reach it"
            : "is missing: the root "
                + type.type().getName()
                + " implements "
                + Contracts.names(callable)
                + "; name the one that requests call");
    return Optional.empty();
  }

  private Optional<Class<?>> named(String name, boolean called) {
    if (!called) {
      problem(
          "contract", "only a root that is no HttpIngress takes a contract, was \"" + name + "\"");
      return Optional.empty();
    }
    Optional<Class<?>> contract =
        type.contracts().stream()
            .filter(c -> c.getName().equals(name) || c.getSimpleName().equals(name))
            .findFirst();
    if (contract.isEmpty()) {
      problem(
          "contract",
          type.type().getName()
              + " does not implement \""
              + name
              + "\"; it implements "
              + (type.contracts().isEmpty() ? "no contract" : Contracts.names(type.contracts())));
    }
    return contract;
  }

  /** What {@code configure} gets; problems if the class wants none or another. */
  Optional<Argument.Value> userConfig(ArgumentBinder binder, ValueConverter converter) {
    if (deployment.userConfig().isEmpty()) {
      return Optional.empty();
    }
    var json = deployment.userConfig().get();
    if (!Configurable.class.isAssignableFrom(type.type())) {
      problem(
          "userConfig",
          type.type().getName()
              + " does not implement Configurable, so it takes no userConfig, was "
              + Shown.value(json));
      return Optional.empty();
    }
    JavaType wanted =
        converter.typeOf(type.type()).findSuperType(Configurable.class).containedTypeOrUnknown(0);
    String path = JsonPaths.member(deployment.path(), "userConfig");
    Optional<Argument> bound = binder.value("userConfig", path, json, wanted);
    problems.addAll(binder.problems());
    return bound.filter(Argument.Value.class::isInstance).map(Argument.Value.class::cast);
  }

  private void problem(String key, String message) {
    problems.add(Problem.error(JsonPaths.member(deployment.path(), key), message));
  }
}
