package dev.penstock.examples.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.awt.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole pipeline wired by hand: each step is a plain object. */
@ExtendWith(VertxExtension.class)
class PictureIngressTest {
  @Test
  void describesAPicture(Vertx vertx, VertxTestContext test) {
    var ingress =
        new PictureIngress(
            new ImageIoDecoder(1_000_000), new AveragingResizer(), new KMeansPalette(1), 64, 2);
    Router router = Router.router(vertx);
    ingress.routes(router);
    byte[] file = Pictures.file(Pictures.twoColors(128, 80, 60, Color.RED, Color.BLUE), "png");

    vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0)
        .compose(
            server ->
                vertx
                    .createHttpClient()
                    .request(HttpMethod.POST, server.actualPort(), "localhost", "/"))
        .compose(request -> request.send(Buffer.buffer(file)))
        .compose(HttpClientResponse::body)
        .onComplete(
            test.succeeding(
                body ->
                    test.verify(
                        () -> {
                          JsonObject answer = body.toJsonObject();
                          JsonObject timings = answer.getJsonObject("timings");
                          answer.remove("timings");
                          assertThat(answer)
                              .isEqualTo(
                                  new JsonObject(
                                      """
                                      {"width": 128, "height": 80, "palette": [
                                        {"color": "#ff0000", "share": 0.75},
                                        {"color": "#0000ff", "share": 0.25}]}
                                      """));
                          assertThat(timings.fieldNames())
                              .containsExactly("decode", "resize", "palette");
                          test.completeNow();
                        })));
  }
}
