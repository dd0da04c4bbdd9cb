package dev.penstock;

import io.vertx.ext.web.Router;

/**
 * The root of an application that owns its HTTP routes.
 *
 * <p>There is one instance per HTTP event loop, made with its handles like any deployment; {@link
 * #routes} and all handlers run on that loop. Paths are relative to the application's route.
 */
public interface HttpIngress {
  /**
   * Adds the routes. Called once per instance, before the application is served.
   *
   * @param router the application's own router; no body handler is installed
   */
  void routes(Router router);
}
