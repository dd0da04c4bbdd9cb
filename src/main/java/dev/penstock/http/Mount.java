package dev.penstock.http;

/** The HTTP entry of one application on one event loop. Used on that loop only. */
public sealed interface Mount permits IngressMount, CallMount, UnavailableMount {
  /** Answers a request, now or later; its paths are relative to the application's route. */
  void handle(MountedRequest request);
}
