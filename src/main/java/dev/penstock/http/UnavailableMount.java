package dev.penstock.http;

/** An application that cannot be answered for now on this event loop: 503. */
public final class UnavailableMount implements Mount {
  private final String why;

  private UnavailableMount(String why) {
    this.why = why;
  }

  /** The root of that application does not run on the event loop, but will. */
  public static UnavailableMount replaced(String application) {
    return new UnavailableMount("The ingress of " + application + " is being replaced");
  }

  /** The node refuses all requests for that reason. */
  public static UnavailableMount refused(String why) {
    return new UnavailableMount(why);
  }

  @Override
  public void handle(MountedRequest request) {
    throw RefusedRequest.unavailable(why);
  }
}
