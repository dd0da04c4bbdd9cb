package dev.penstock.examples;

import dev.penstock.HttpIngress;
import io.vertx.ext.web.Router;

/** The entry: HTTP routes, and a handle to a model that is injected by type. */
public final class Gateway implements HttpIngress {
  private final Model model;

  /** An entry that asks {@code model}: a handle when served, a lambda in a unit test. */
  public Gateway(Model model) {
    this.model = model;
  }

  @Override
  public void routes(Router router) {
    router
        .post("/")
        .respond(ctx -> ctx.request().body().compose(body -> model.process(body.toString())));
  }
}
