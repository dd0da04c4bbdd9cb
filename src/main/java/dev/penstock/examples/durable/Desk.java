package dev.penstock.examples.durable;

import dev.penstock.Durable;
import dev.penstock.HttpIngress;
import dev.penstock.examples.durable.Counter.Count;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Has texts counted by somebody else, who may be done long after this process has ended. */
public final class Desk implements HttpIngress {
  private final Durable<Counter> durable;

  /** A desk in front of a counter. */
  public Desk(Counter counter) {
    this.durable = Durable.of(counter);
  }

  @Override
  public void routes(Router router) {
    router.post("/").respond(this::take);
    router.get("/:id").respond(context -> counted(context.pathParam("id")));
  }

  private Future<JsonObject> take(RoutingContext context) {
    return context
        .request()
        .body()
        .compose(text -> durable.submit(counter -> counter.count(text.toString())))
        .map(id -> new JsonObject().put("id", id));
  }

  private Future<Count> counted(String id) {
    return durable.result(id);
  }
}
