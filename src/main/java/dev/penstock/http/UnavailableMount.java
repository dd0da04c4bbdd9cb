package dev.penstock.http;

/** An application whose root does not run on this event loop, but will: 503. */
public final class UnavailableMount implements Mount {
  private final String application;

  /** Stands in for the root of that application. */
  public UnavailableMount(String application) {
    this.application = application;
  }

  @Override
  public void handle(MountedRequest request) {
    throw RefusedRequest.unavailable("The ingress of " + application + " is being replaced");
  }
}
