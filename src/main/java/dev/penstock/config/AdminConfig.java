package dev.penstock.config;

import java.util.Optional;

/**
 * The listener for operators.
 *
 * @param enabled whether there is one
 * @param host address to bind; another than loopback only with a token
 * @param port port to bind; 0 takes a free one
 * @param token what {@code Authorization: Bearer} must carry, if anything
 */
public record AdminConfig(boolean enabled, String host, int port, Optional<String> token) {
  public static final int DEFAULT_PORT = 8001;

  /** All defaults. */
  public static AdminConfig defaults() {
    return new AdminConfig(true, HttpConfig.DEFAULT_HOST, DEFAULT_PORT, Optional.empty());
  }

  AdminConfig withPort(int other) {
    return new AdminConfig(enabled, host, other, token);
  }
}
