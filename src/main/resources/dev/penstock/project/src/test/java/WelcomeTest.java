package @package@;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** Needs no server: a lambda stands in for the handle. */
class WelcomeTest {
  @Test
  void passesTheNameOnWithoutSpaces() {
    Welcome welcome = new Welcome(name -> Future.succeededFuture("<" + name + ">"));

    assertEquals("<Ada>", welcome.welcome(" Ada ").result());
  }
}
