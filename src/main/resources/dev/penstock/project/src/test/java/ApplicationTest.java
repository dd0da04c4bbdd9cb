package @package@;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.Penstock;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole graph, wired in Java, on a free port. */
class ApplicationTest {
  private static Penstock penstock;

  @BeforeAll
  static void start() {
    var greeter = Deployment.of("Greeter", PoliteGreeter.class).bind("Good day");
    penstock =
        Penstock.settings(new JsonObject().put("http", new JsonObject().put("port", 0)))
            .run(Application.of("@name@", Deployment.of("Welcome", Welcome.class).bind(greeter)));
  }

  @AfterAll
  static void stop() {
    penstock.close();
  }

  @Test
  void greetsByName() throws Exception {
    var request = HttpRequest.newBuilder(URI.create(penstock.url() + "/Ada")).build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

    assertEquals("Good day, Ada", response.body());
  }
}
