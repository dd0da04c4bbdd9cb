package dev.penstock.config;

import dev.penstock.Application;
import dev.penstock.BoundDeployment;
import dev.penstock.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which application each bound deployment belongs to: the one that has it as its root or lists it
 * in {@code with(...)}, else the only one that binds it. Never two of them, since that would make
 * two copies of what the user sees as one.
 */
final class Owners {
  private final Map<BoundDeployment<?>, Application> declared = new HashMap<>();

  /** Those that no application lists, by who bound them first. */
  private final Map<BoundDeployment<?>, Application> found = new HashMap<>();

  private final List<Problem> problems;

  /** The owners that these applications declare. */
  Owners(List<Application> applications, List<Problem> problems) {
    this.problems = problems;
    for (int i = 0; i < applications.size(); i++) {
      Application application = applications.get(i);
      String path = JsonPaths.item("$.applications", i) + ".deployments";
      application.root().ifPresent(root -> declare(path, application, root));
      application.others().forEach(other -> declare(path, application, other));
    }
  }

  private void declare(String path, Application application, BoundDeployment<?> bound) {
    Application first = declared.putIfAbsent(bound, application);
    if (first != null && first != application) {
      String name = bound.deployment().name();
      problems.add(
          Problem.error(
              JsonPaths.member(path, name),
              "\""
                  + name
                  + "\" belongs to application \""
                  + first.name()
                  + "\" already; let one application have it as its root or by with(...), others"
                  + " that bind it call it there"));
    }
  }

  /**
   * The application in which a deployment runs that {@code application} binds.
   *
   * @param path of the argument
   */
  Application of(String path, Application application, BoundDeployment<?> bound) {
    Application owner = declared.get(bound);
    if (owner != null) {
      return owner;
    }
    Application first = found.putIfAbsent(bound, application);
    if (first != null && first != application) {
      String name = bound.deployment().name();
      problems.add(
          Problem.error(
              path,
              "\""
                  + name
                  + "\" is bound in applications \""
                  + first.name()
                  + "\" and \""
                  + application.name()
                  + "\", and belongs to neither; say where it runs, for example"
                  + " Application.of(\""
                  + first.name()
                  + "\", ...).with(...), and the other calls it there; or bind it twice, for two"
                  + " of them"));
      declared.put(bound, first); // one report is enough
    }
    return first == null ? application : first;
  }
}
