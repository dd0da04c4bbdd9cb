package dev.penstock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A graph of deployments, mounted at a route. Immutable: each option returns a copy. */
public final class Application {
  private final String name;
  private final @Nullable BoundDeployment<?> root;
  private final List<BoundDeployment<?>> others;
  private final Map<String, Object> options;

  private Application(
      String name,
      @Nullable BoundDeployment<?> root,
      List<BoundDeployment<?>> others,
      Map<String, Object> options) {
    this.name = name;
    this.root = root;
    this.others = List.copyOf(others);
    this.options = Collections.unmodifiableMap(options);
  }

  /** An application at route {@code /} whose requests go to {@code root}. */
  public static Application of(String name, BoundDeployment<?> root) {
    return new Application(name, root, List.of(), Map.of());
  }

  /** An application that gets no requests: only other applications call it. */
  public static Application of(String name) {
    return new Application(name, null, List.of(), Map.of());
  }

  /**
   * A copy that these deployments belong to as well. Other applications that bind them call them
   * there, across applications.
   */
  public Application with(BoundDeployment<?>... deployments) {
    List<BoundDeployment<?>> all = new ArrayList<>(others);
    all.addAll(Arrays.asList(deployments));
    return new Application(name, root, all, options);
  }

  /** A copy mounted at that route, for example {@code /calc}. */
  public Application route(String route) {
    return option("route", route);
  }

  /** A copy whose requests end after that time, instead of {@code http.requestTimeout}. */
  public Application requestTimeout(Duration timeout) {
    return option("requestTimeout", timeout);
  }

  /** A copy whose call tree sees these headers of a request, by {@link CallContext#header}. */
  public Application propagate(String... headers) {
    return option("propagate", List.of(headers));
  }

  /** A copy that answers only requests with {@code Authorization: Bearer} and that token. */
  public Application bearerToken(String token) {
    return option("bearerToken", token);
  }

  /**
   * A copy that scripts of these sites may call from a browser.
   *
   * @param origins such as {@code https://example.org}; {@code *} is all
   */
  public Application cors(String... origins) {
    return option("cors", Map.of("origins", List.of(origins)));
  }

  /**
   * A copy that takes durable requests: those with {@code Prefer: respond-async}.
   *
   * @param options the keys of {@code async} in a file, such as {@code directory}
   */
  public Application async(Map<String, ?> options) {
    return option("async", Map.copyOf(options));
  }

  private Application option(String key, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(options);
    changed.put(key, value);
    return new Application(name, root, others, changed);
  }

  /** The application's name. */
  public String name() {
    return name;
  }

  /** The deployment that requests go to, if there is one. */
  public Optional<BoundDeployment<?>> root() {
    return Optional.ofNullable(root);
  }

  /** The deployments that were added by {@link #with}. Unmodifiable. */
  public List<BoundDeployment<?>> others() {
    return others;
  }

  /** The options that were set, by their configuration key. Unmodifiable. */
  public Map<String, Object> options() {
    return options;
  }
}
