package dev.penstock.message;

/**
 * What all calls over one handle share.
 *
 * @param application application of the callee
 * @param deployment name of the callee
 * @param edge id of the calling edge
 * @param callingNode node of the caller
 */
public record CallRoute(String application, String deployment, String edge, String callingNode) {
  /** The callee, as {@code application/Name}. */
  public String deploymentId() {
    return application + "/" + deployment;
  }
}
