package dev.penstock.config;

import java.util.List;

/**
 * Which scripts of other sites may call an application from a browser.
 *
 * @param origins such as {@code https://example.org}, or {@code *} for all
 * @param methods that they may use
 * @param headers that they may send
 */
public record CorsConfig(List<String> origins, List<String> methods, List<String> headers) {
  /** What scripts may use where nothing is said. */
  public static final List<String> DEFAULT_METHODS = List.of("GET", "HEAD", "POST");

  /** What scripts may send where nothing is said. */
  public static final List<String> DEFAULT_HEADERS = List.of("content-type");
}
