package dev.penstock.graph;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.function.Function;

/**
 * How an instance of a deployment is made.
 *
 * @param constructor the constructor that fits, accessible
 * @param arguments one for each parameter
 */
public record Construction(Constructor<?> constructor, List<Argument> arguments) {
  /**
   * Makes an instance. Configuration values are converted anew, so that instances share nothing.
   *
   * @param handles gives the handle of an edge
   * @throws InvocationTargetException with what the constructor threw
   */
  public Object newInstance(Function<GraphEdge, Object> handles)
      throws InvocationTargetException, InstantiationException, IllegalAccessException {
    return constructor.newInstance(arguments.stream().map(a -> a.resolve(handles)).toArray());
  }
}
