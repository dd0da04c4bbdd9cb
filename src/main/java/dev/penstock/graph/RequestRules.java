package dev.penstock.graph;

import dev.penstock.config.CorsConfig;
import java.util.List;
import java.util.Optional;

/**
 * What holds for requests to an application.
 *
 * @param headers lower-case names of the request headers that its call tree sees: those that it
 *     propagates, and those by which edges choose their target
 * @param bearerToken what {@code Authorization: Bearer} must carry, if anything
 * @param cors for scripts of other sites, if they may call it
 */
public record RequestRules(
    List<String> headers, Optional<String> bearerToken, Optional<CorsConfig> cors) {
  /** No rules. */
  public static final RequestRules NONE =
      new RequestRules(List.of(), Optional.empty(), Optional.empty());

  /** Copies the list. */
  public RequestRules {
    headers = List.copyOf(headers);
  }
}
