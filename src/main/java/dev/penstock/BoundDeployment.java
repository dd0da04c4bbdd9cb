package dev.penstock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A deployment with its constructor arguments: a node of the graph. Used twice it is one
 * deployment, so identity counts.
 *
 * @param <T> the deployment's class
 */
public final class BoundDeployment<T> {
  private final Deployment<T> deployment;
  private final @Nullable List<@Nullable Object> positional;
  private final @Nullable Map<String, @Nullable Object> named;

  private BoundDeployment(
      Deployment<T> deployment,
      @Nullable List<@Nullable Object> positional,
      @Nullable Map<String, @Nullable Object> named) {
    this.deployment = deployment;
    this.positional = positional;
    this.named = named;
  }

  static <T> BoundDeployment<T> positional(Deployment<T> deployment, List<@Nullable Object> args) {
    return new BoundDeployment<>(
        deployment, Collections.unmodifiableList(new ArrayList<>(args)), null);
  }

  static <T> BoundDeployment<T> named(
      Deployment<T> deployment, Map<String, ? extends @Nullable Object> args) {
    return new BoundDeployment<>(
        deployment, null, Collections.unmodifiableMap(new LinkedHashMap<>(args)));
  }

  /** The deployment and its options. */
  public Deployment<T> deployment() {
    return deployment;
  }

  /** The arguments by position, or null if they were given by name. */
  public @Nullable List<@Nullable Object> positionalArguments() {
    return positional;
  }

  /** The arguments by parameter name, or null if they were given by position. */
  public @Nullable Map<String, @Nullable Object> namedArguments() {
    return named;
  }

  @Override
  public String toString() {
    return "BoundDeployment[" + deployment.name() + "]";
  }
}
