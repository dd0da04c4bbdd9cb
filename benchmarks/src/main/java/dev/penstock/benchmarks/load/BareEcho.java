package dev.penstock.benchmarks.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.HttpServerInternal;
import io.vertx.core.net.SocketAddress;

/**
 * The reference: a Vert.x HTTP server per event loop that answers with the body of the request, and
 * does nothing else. Argument: the number of event loops.
 */
public final class BareEcho {
  private BareEcho() {}

  /** Serves until the process is stopped. */
  public static void main(String[] args) {
    int loops = Integer.parseInt(args[0]);
    VertxInternal vertx =
        (VertxInternal) Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    Future<HttpServer> listening = listen(vertx);
    for (int i = 1; i < loops; i++) {
      listening = listening.compose(before -> listen(vertx));
    }
    listening.onSuccess(
        last -> System.out.println("Echo ready at http://127.0.0.1:" + last.actualPort()));
  }

  private static Future<HttpServer> listen(VertxInternal vertx) {
    // As Penstock's listener: no HTTP/2 upgrade.
    HttpServerOptions options =
        new HttpServerOptions().setHttp2ClearTextEnabled(false).setUseAlpn(false);
    HttpServerInternal server = (HttpServerInternal) vertx.createHttpServer(options);
    server.requestHandler(
        request -> request.body().onSuccess(body -> request.response().end(body)));
    return server.listen(
        vertx.createEventLoopContext(), SocketAddress.sharedRandomPort(1, "127.0.0.1"));
  }
}
