package acme;

import dev.penstock.HttpIngress;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;

/** An ingress whose routes are as unruly as the model behind one of them. */
public final class Desk implements HttpIngress {
  private final Unruly model;

  public Desk(Unruly model) {
    this.model = model;
  }

  @Override
  public void routes(Router router) {
    router
        .post("/act")
        .respond(ctx -> ctx.request().body().compose(how -> model.act(how.toString())));
    router
        .post("/json")
        .consumes("application/json")
        .respond(ctx -> ctx.request().body().map(Buffer::toJsonObject));
    router.get("/throw").handler(ctx -> { throw new IllegalStateException("the desk is closed"); });
    router.get("/null").respond(ctx -> null);
    router.get("/fail").respond(ctx -> Future.failedFuture(new IllegalStateException("no clerk")));
    router.get("/never").handler(ctx -> { });
  }
}
