package dev.penstock.graph;

import dev.penstock.Problem;
import dev.penstock.RoutingPolicy;
import dev.penstock.config.ClassRef;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.RouterRef;
import dev.penstock.config.Routing;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks how the calls to a deployment are routed, and loads a policy of the user's. */
final class RouterCheck {
  private final String path;
  private final ClassLoader loader;
  private final List<Problem> problems;

  private RouterCheck(String path, ClassLoader loader, List<Problem> problems) {
    this.path = path;
    this.loader = loader;
    this.problems = problems;
  }

  /** The choice; a problem, and the default, if a class of the user's cannot choose. */
  static RouterChoice run(DeploymentConfig deployment, ClassLoader loader, List<Problem> problems) {
    String path = JsonPaths.member(deployment.path(), "router");
    RouterCheck check = new RouterCheck(path, loader, problems);
    RouterRef router = deployment.router();
    if (router instanceof RouterRef.BuiltIn builtIn) {
      return new RouterChoice.BuiltIn(builtIn.routing());
    } else if (router instanceof RouterRef.Custom custom) {
      return check
          .load(custom.type())
          .flatMap(check::policy)
          .map(type -> (RouterChoice) new RouterChoice.Custom(type))
          .orElse(new RouterChoice.BuiltIn(Routing.POWER_OF_TWO));
    }
    throw new IllegalArgumentException("unknown router " + router);
  }

  private Optional<Class<?>> load(ClassRef ref) {
    if (ref instanceof ClassRef.Loaded loaded) {
      return Optional.of(loaded.type());
    }
    try {
      return Optional.of(Class.forName(ref.name(), false, loader));
    } catch (ClassNotFoundException e) {
      problem(
          "unknown class \""
              + ref.name()
              + "\"; is it spelled in full, and is its jar in the application's classpath?");
    } catch (LinkageError e) {
      problem("class " + ref.name() + " cannot be loaded: " + e);
    }
    return Optional.empty();
  }

  private Optional<Class<? extends RoutingPolicy>> policy(Class<?> type) {
    int before = problems.size();
    if (!RoutingPolicy.class.isAssignableFrom(type)) {
      unfit(type, "it does not implement " + RoutingPolicy.class.getName());
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      unfit(type, type.isInterface() ? "it is an interface" : "it is abstract");
    } else if (!isConstructible(type)) {
      unfit(type, "it needs to be public and to have a public constructor without parameters");
    }
    return problems.size() == before
        ? Optional.of(type.asSubclass(RoutingPolicy.class))
        : Optional.empty();
  }

  private static boolean isConstructible(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && Arrays.stream(type.getConstructors()).anyMatch(c -> c.getParameterCount() == 0);
  }

  private void unfit(Class<?> type, String why) {
    problem("class " + type.getName() + " cannot choose replicas: " + why);
  }

  private void problem(String message) {
    problems.add(Problem.error(path, message));
  }
}
