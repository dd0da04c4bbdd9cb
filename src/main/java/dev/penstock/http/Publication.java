package dev.penstock.http;

import dev.penstock.graph.RequestRules;
import dev.penstock.message.Contract;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An application that is to be reached over HTTP.
 *
 * @param application its name; publishing another one of the same name replaces it
 * @param deployment the one that failures of its routes are told of, as {@code application/Name}
 * @param route normalised: starts with a slash, ends without one, or is {@code /}
 * @param requestTimeout time a request may take
 * @param rules what holds for its requests
 * @param root class or contract that answers, for people
 * @param contract what the built-in ingress calls; empty where the root owns its routes
 * @param later accepts requests that are to be answered later; null if the application does not
 * @param mounts the entry on each event loop of the listener; called once per loop while publishing
 */
public record Publication(
    String application,
    String deployment,
    String route,
    Duration requestTimeout,
    RequestRules rules,
    String root,
    Optional<Contract> contract,
    @Nullable RespondAsync later,
    Function<EventLoop, Mount> mounts) {
  /** An application whose root owns its routes. */
  public static Publication ingress(
      String application,
      String route,
      Duration requestTimeout,
      RequestRules rules,
      Class<?> root,
      Function<EventLoop, Mount> mounts) {
    return new Publication(
        application,
        application,
        route,
        requestTimeout,
        rules,
        root.getName(),
        Optional.empty(),
        null,
        mounts);
  }

  /** An application whose root is called by the built-in ingress. */
  public static Publication calls(
      String application,
      String route,
      Duration requestTimeout,
      RequestRules rules,
      Contract contract,
      Function<EventLoop, Mount> mounts) {
    return new Publication(
        application,
        application,
        route,
        requestTimeout,
        rules,
        contract.type().getName(),
        Optional.of(contract),
        null,
        mounts);
  }

  /** A copy whose failures are told of that deployment, {@code application/Name}. */
  public Publication of(String answering) {
    return new Publication(
        application, answering, route, requestTimeout, rules, root, contract, later, mounts);
  }

  /** A copy that accepts requests that are to be answered later, if there is who does. */
  public Publication later(@Nullable RespondAsync accepting) {
    return new Publication(
        application, deployment, route, requestTimeout, rules, root, contract, accepting, mounts);
  }
}
