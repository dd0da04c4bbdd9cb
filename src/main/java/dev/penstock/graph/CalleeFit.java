package dev.penstock.graph;

import dev.penstock.Handle;
import java.util.List;
import java.util.Optional;

/** Whether a deployment can be called through a handle of some type. */
final class CalleeFit {
  private CalleeFit() {}

  /**
   * Why it cannot be, to follow the name of the argument; empty if it can, or if its class is not
   * known.
   *
   * @param contract the type of the handle, or {@link Handle}
   * @param application that of the caller
   */
  static Optional<String> unfit(Class<?> contract, HandleRef.Target target, String application) {
    if (target.callee().ingress()) {
      return Optional.of(
          "leads to "
              + named(target)
              + ", an HttpIngress: requests call it, handles cannot; let the handle lead to a"
              + " deployment that it calls");
    }
    Optional<DeploymentClass> type = target.callee().type();
    if (contract == Handle.class
        || type.isEmpty()
        || contract.isAssignableFrom(type.get().type())) {
      return Optional.empty();
    }
    String needs = "needs a " + contract.getName() + ", which " + named(target);
    List<Class<?>> has = Contracts.callable(type.get().contracts());
    boolean namesake =
        type.get().contracts().stream().anyMatch(c -> c.getName().equals(contract.getName()));
    if (namesake) {
      return Optional.of(needs + " implements too, but " + twoLoaders(target, application));
    }
    return Optional.of(
        needs
            + " does not implement; "
            + (has.isEmpty()
                ? "it implements no contract"
                : "it implements " + Contracts.names(has)));
  }

  /** One interface, loaded twice: each application loads the classes of its own class path. */
  private static String twoLoaders(HandleRef.Target target, String application) {
    return "applications \""
        + application
        + "\" and \""
        + target.callee().application()
        + "\" do not share their classes: each has loaded that interface from a class path of its"
        + " own; put both deployments into one application, or the interface on the class path"
        + " of the server instead of theirs (java -cp penstock.jar:contract.jar"
        + " dev.penstock.cli.Main run FILE), or let the argument be a "
        + Handle.class.getName();
  }

  private static String named(HandleRef.Target target) {
    return "\""
        + target.name()
        + "\""
        + target.callee().type().map(type -> " (" + type.shown() + ")").orElse("");
  }
}
