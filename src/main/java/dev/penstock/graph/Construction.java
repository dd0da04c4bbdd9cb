package dev.penstock.graph;

import dev.penstock.ReplicaContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.function.Function;

/** How the object of a replica comes about. */
public sealed interface Construction {
  /**
   * Makes an instance.
   *
   * @param handles gives the handle of an edge
   * @param replica whose object it is to be
   * @throws InvocationTargetException with what a constructor threw
   */
  Object newInstance(Function<GraphEdge, Object> handles, ReplicaContext replica)
      throws InvocationTargetException, InstantiationException, IllegalAccessException;

  /**
   * A constructor is called. Configuration values are converted anew each time, so that instances
   * share nothing.
   *
   * @param constructor the constructor that fits, accessible
   * @param arguments one for each parameter
   */
  record ByConstructor(Constructor<?> constructor, List<Argument> arguments)
      implements Construction {
    @Override
    public Object newInstance(Function<GraphEdge, Object> handles, ReplicaContext replica)
        throws InvocationTargetException, InstantiationException, IllegalAccessException {
      return constructor.newInstance(
          arguments.stream().map(a -> a.resolve(handles, replica)).toArray());
    }
  }

  /** An object is there already, in place of what the deployment's class would make. */
  record Given(Object object) implements Construction {
    @Override
    public Object newInstance(Function<GraphEdge, Object> handles, ReplicaContext replica) {
      return object;
    }
  }
}
