package @package@;

import dev.penstock.HttpIngress;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;

/** Answers HTTP requests. The ingress: Penstock gives it a handle to the greeter. */
public final class Welcome implements HttpIngress {
  private final Greeter greeter;

  public Welcome(Greeter greeter) {
    this.greeter = greeter;
  }

  @Override
  public void routes(Router router) {
    router.get("/:name").respond(context -> welcome(context.pathParam("name")));
  }

  Future<String> welcome(String name) {
    return greeter.greet(name.strip());
  }
}
