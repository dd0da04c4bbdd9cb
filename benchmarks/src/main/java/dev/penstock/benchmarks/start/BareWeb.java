package dev.penstock.benchmarks.start;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.HttpServerInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;

/** The reference: a Vert.x Web server with one route, on as many event loops as there are cores. */
public final class BareWeb {
  private BareWeb() {}

  /** Serves until the process is stopped. */
  public static void main(String[] args) {
    int loops = Runtime.getRuntime().availableProcessors();
    VertxInternal vertx =
        (VertxInternal) Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    Future<HttpServer> listening = listen(vertx);
    for (int i = 1; i < loops; i++) {
      listening = listening.compose(before -> listen(vertx));
    }
    listening.onSuccess(
        last -> System.out.println("Web ready at http://127.0.0.1:" + last.actualPort()));
  }

  private static Future<HttpServer> listen(VertxInternal vertx) {
    Router router = Router.router(vertx);
    router.post("/").respond(ctx -> ctx.request().body().map(body -> "Model processed: " + body));
    HttpServerInternal server = (HttpServerInternal) vertx.createHttpServer();
    server.requestHandler(router);
    return server.listen(
        vertx.createEventLoopContext(), SocketAddress.sharedRandomPort(1, "127.0.0.1"));
  }
}
