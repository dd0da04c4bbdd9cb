package dev.penstock.message;

import org.jspecify.annotations.Nullable;

/**
 * What all calls over one handle, with the same options, share.
 *
 * @param application application of the callee
 * @param deployment name of the callee
 * @param edge id of the calling edge
 * @param idempotent whether the caller allows to run a call twice
 * @param routingKey for consistent hashing, if the caller gave one
 */
public record CallRoute(
    String application,
    String deployment,
    String edge,
    boolean idempotent,
    @Nullable String routingKey) {
  /** The callee, as {@code application/Name}. */
  public String deploymentId() {
    return application + "/" + deployment;
  }
}
