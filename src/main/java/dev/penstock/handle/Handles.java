package dev.penstock.handle;

import dev.penstock.CallOptions;
import dev.penstock.Durable;
import dev.penstock.Handle;
import dev.penstock.graph.DeploymentNode;
import dev.penstock.graph.EdgeOptions;
import dev.penstock.graph.EdgeTarget;
import dev.penstock.graph.GraphEdge;
import dev.penstock.message.CallRoute;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.metrics.CallMeters;
import dev.penstock.router.Router;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/** Makes the handles of a node. Thread-safe. */
public final class Handles {
  private final CallerThreads threads;
  private final Function<String, Router> routers;
  private final CallMeters meters;
  private final LongUnaryOperator random;
  private final LaterCalls later;

  /**
   * The handles of a node.
   *
   * @param routers gives the router of a deployment, by {@code application/Name}
   * @param meters counts their calls
   * @param random gives a number from 0 up to its argument, exclusively; for weighted edges
   * @param later keeps the calls that are made durably
   */
  public Handles(
      CallerThreads threads,
      Function<String, Router> routers,
      CallMeters meters,
      LongUnaryOperator random,
      LaterCalls later) {
    this.threads = threads;
    this.routers = routers;
    this.meters = meters;
    this.random = random;
    this.later = later;
  }

  /**
   * The handle of an edge.
   *
   * @param callees the deployment of each target of the edge
   * @param outsideTimeout time for calls that are made outside of any call
   * @return an instance of the edge's contract, or a {@link Handle}
   */
  public Object handle(
      GraphEdge edge, Function<EdgeTarget, DeploymentNode> callees, Duration outsideTimeout) {
    boolean untyped = edge.contract() == Handle.class;
    List<Callee> ends =
        edge.targets().stream()
            .map(callees)
            .map(callee -> callee(callee, edge.id(), edge.options(), untyped))
            .toList();
    Caller caller = caller(together(edge, ends), edge.options(), outsideTimeout);
    return untyped
        ? new UntypedHandle(caller)
        : HandleProxy.of(Contract.of(edge.contract()), caller, later);
  }

  private Callees together(GraphEdge edge, List<Callee> ends) {
    return ends.size() == 1
        ? ends.get(0)
        : new WeightedCallees(
            ends,
            edge.targets().stream().map(EdgeTarget::weight).toList(),
            edge.options().sticky(),
            random);
  }

  /** Calls any method of a deployment over an edge of that id. */
  public MethodCaller methodCaller(DeploymentNode callee, String edge, Duration outsideTimeout) {
    EdgeOptions none = EdgeOptions.NONE;
    return caller(callee(callee, edge, none, false), none, outsideTimeout);
  }

  /** As {@link #methodCaller(DeploymentNode, String, Duration)}, with options of its calls. */
  public MethodCaller methodCaller(
      DeploymentNode callee, String edge, Duration outsideTimeout, CallOptions options) {
    EdgeOptions none = EdgeOptions.NONE;
    return caller(callee(callee, edge, none, false), none, outsideTimeout).with(options);
  }

  private Caller caller(Callees callees, EdgeOptions options, Duration outsideTimeout) {
    return new Caller(
        callees,
        threads,
        Caller.saturatedNanos(outsideTimeout),
        options.timeout().map(Caller::saturatedNanos).orElse(Long.MAX_VALUE));
  }

  private Callee callee(DeploymentNode callee, String edge, EdgeOptions options, boolean untyped) {
    return new Callee(
        new CallRoute(callee.application(), callee.name(), edge, options.idempotent(), null),
        untyped ? methods(callee) : Map.of(),
        routers.apply(callee.id()),
        threads.cancels(),
        meters.of(edge, callee.id()),
        threads::closing);
  }

  /** The methods that a deployment can be called by, by name. */
  private static Map<String, ContractMethod> methods(DeploymentNode callee) {
    Map<String, ContractMethod> methods = new HashMap<>();
    for (Class<?> type : callee.callableContracts()) {
      // Interfaces that are no contracts are found at validation where an edge needs them.
      if (Contract.problems(type).isEmpty()) {
        Contract.of(type).methods().forEach(method -> methods.putIfAbsent(method.name(), method));
      }
    }
    return methods;
  }

  /**
   * The durable side of a handle.
   *
   * @throws IllegalArgumentException if it is no handle, or an untyped one
   */
  public static <C> Durable<C> durable(C handle) {
    if (Proxy.isProxyClass(handle.getClass())
        && Proxy.getInvocationHandler(handle) instanceof HandleProxy proxy) {
      return proxy.durable();
    }
    throw new IllegalArgumentException(
        handle instanceof UntypedHandle
            ? "Durable.of wants a handle that is typed by a contract, not a dev.penstock.Handle"
            : handle.getClass().getName()
                + " is no handle of a running node: in a unit test let a fake implement Durable");
  }

  /** The same handle with options; {@code handle} itself if it is none. */
  public static Object withOptions(Object handle, CallOptions options) {
    if (handle instanceof UntypedHandle untyped) {
      return untyped.with(options);
    }
    if (Proxy.isProxyClass(handle.getClass())
        && Proxy.getInvocationHandler(handle) instanceof HandleProxy proxy) {
      return proxy.with(options);
    }
    return handle;
  }
}
