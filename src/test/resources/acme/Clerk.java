package acme;

import acme.Summarizer.Summary;
import dev.penstock.Durable;
import dev.penstock.HttpIngress;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;

/** Submits work to another deployment, and hands out its results. */
public final class Clerk implements HttpIngress {
  private final Durable<Summarizer> durable;

  public Clerk(Summarizer summarizer) {
    this.durable = Durable.of(summarizer);
  }

  @Override
  public void routes(Router router) {
    router
        .post("/")
        .respond(
            ctx ->
                ctx.request()
                    .body()
                    .compose(body -> durable.submit(s -> s.summarize(body.toString())))
                    .map(id -> new JsonObject().put("id", id)));
    router
        .get("/:id")
        .respond(
            ctx -> {
              Future<Summary> done = durable.result(ctx.pathParam("id"));
              return done.map(
                  summary ->
                      new JsonObject()
                          .put("text", summary.text())
                          .put("attempt", summary.attempt()));
            });
  }
}
