package @package@;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.penstock.junit5.PenstockClient;
import dev.penstock.junit5.PenstockTest;
import dev.penstock.junit5.Replace;
import io.vertx.core.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The graph of app.json on a free port. */
@PenstockTest(config = "app.json")
class ApplicationTest {
  @Test
  void greetsByName(PenstockClient client) {
    assertEquals("Hello, Ada", client.get("/Ada").body());
  }

  /** The same graph, with a fake in place of the greeter. */
  @Nested
  @PenstockTest(config = "app.json")
  class WithoutTheGreeter {
    @Replace("Greeter")
    static final Greeter FAKE = name -> Future.succeededFuture("<" + name + ">");

    @Test
    void asksTheGreeter(PenstockClient client) {
      assertEquals("<Ada>", client.get("/Ada").body());
    }
  }
}
