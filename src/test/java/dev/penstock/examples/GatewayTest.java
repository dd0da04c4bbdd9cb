package dev.penstock.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A handle is a plain interface, so a lambda stands in for the model: no node is started. */
@ExtendWith(VertxExtension.class)
class GatewayTest {
  @Test
  void answersWhatTheModelSays(Vertx vertx, VertxTestContext test) {
    var gateway = new Gateway(data -> Future.succeededFuture("lambda saw " + data));
    Router router = Router.router(vertx);
    gateway.routes(router);

    vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0)
        .compose(server -> post(vertx, server.actualPort(), "Hello"))
        .onComplete(
            test.succeeding(
                body ->
                    test.verify(
                        () -> {
                          assertThat(body.toString(UTF_8)).isEqualTo("lambda saw Hello");
                          test.completeNow();
                        })));
  }

  private static Future<Buffer> post(Vertx vertx, int port, String body) {
    return vertx
        .createHttpClient()
        .request(HttpMethod.POST, port, "localhost", "/")
        .compose(request -> request.send(body))
        .compose(HttpClientResponse::body);
  }
}
