package dev.penstock.http;

import dev.penstock.HttpIngress;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** An application whose root owns its routes: a router of Vert.x Web for one event loop. */
public final class IngressMount implements Mount {
  private final Router router;

  private IngressMount(Router router) {
    this.router = router;
  }

  /**
   * Lets an ingress add its routes to a new router.
   *
   * @param ingress the instance of this event loop; what it throws is thrown
   */
  public static IngressMount of(Vertx vertx, HttpIngress ingress) {
    Router router = Router.router(vertx);
    IngressRouter wrapped = new IngressRouter(router);
    // 405 and 415 stay with Vert.x Web: its own answer alone knows what is allowed instead, and
    // MountedResponse gives it a body. 200 is what BodyHandler reports a vanished client as.
    router.errorHandler(200, IngressMount::fail);
    for (int status = 400; status < 600; status++) {
      if (status != 405 && status != 415) {
        router.errorHandler(status, IngressMount::fail);
      }
    }
    ingress.routes(wrapped.router());
    router
        .route()
        .last()
        .failureHandler(
            ctx -> {
              int status = ctx.statusCode();
              if ((status == 405 || status == 415) && !wrapped.handlesErrors(status)) {
                fail(ctx);
              } else {
                ctx.next();
              }
            });
    return new IngressMount(router);
  }

  private static void fail(RoutingContext ctx) {
    if (ctx.response() instanceof MountedResponse response) {
      ProblemResponse.send(response, ctx.statusCode(), ctx.failure());
    }
  }

  @Override
  public void handle(MountedRequest request) {
    router.handle(request);
  }
}
