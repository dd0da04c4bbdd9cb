package dev.penstock.graph;

import dev.penstock.Configurable;
import dev.penstock.Handle;
import dev.penstock.HttpIngress;
import dev.penstock.RoutingPolicy;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Deployments that the tests of graphs are made of. */
final class TestDeployments {
  private TestDeployments() {}

  interface Model {
    Future<String> process(String data);
  }

  interface Scorer {
    Future<Double> score(String data);
  }

  interface Blocking {
    String now();
  }

  interface Overloaded {
    Future<String> run(String data);

    Future<String> run(int data);
  }

  interface Untyped {
    Future<Object> run(String data);
  }

  static class Echo implements Model {
    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  abstract static class AbstractModel implements Model {}

  @SuppressWarnings("ClassCanBeStatic") // that is what is wrong with it
  final class Inner implements Model {
    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  static final class Both implements Model, Scorer {
    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }

    @Override
    public Future<Double> score(String data) {
      return Future.succeededFuture(1.0);
    }
  }

  static final class Clock implements Blocking {
    @Override
    public String now() {
      return "noon";
    }
  }

  static final class OverloadedRoot implements Overloaded {
    @Override
    public Future<String> run(String data) {
      return Future.succeededFuture(data);
    }

    @Override
    public Future<String> run(int data) {
      return Future.succeededFuture("");
    }
  }

  static final class UntypedRoot implements Untyped {
    @Override
    public Future<Object> run(String data) {
      return Future.succeededFuture(data);
    }
  }

  /** A link of chains and cycles. */
  static final class Link implements Model {
    Link(Model next) {}

    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  static final class Gateway implements HttpIngress {
    final Model model;

    Gateway(Model model) {
      this.model = model;
    }

    @Override
    public void routes(Router router) {}
  }

  static final class ClockGateway implements HttpIngress {
    ClockGateway(Blocking clock) {}

    @Override
    public void routes(Router router) {}
  }

  static final class HandleGateway implements HttpIngress {
    HandleGateway(Handle handle) {}

    @Override
    public void routes(Router router) {}
  }

  static final class HandleRoot implements Model {
    HandleRoot(Handle handle) {}

    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  static final class Ensemble implements HttpIngress {
    final List<Model> models;
    final Map<String, Scorer> scorers;

    Ensemble(List<Model> models, Map<String, Scorer> scorers) {
      this.models = models;
      this.scorers = scorers;
    }

    @Override
    public void routes(Router router) {}
  }

  enum Mode {
    FAST,
    EXACT
  }

  record Limits(int top, double threshold, Duration pause) {}

  /** Takes every kind of configuration value. */
  static final class Sized implements Model {
    final List<Object> values;

    Sized(
        int size,
        String name,
        Mode mode,
        Duration pause,
        Path weights,
        Limits limits,
        List<Integer> steps,
        Map<String, Limits> byName,
        JsonObject extra) {
      this.values = List.of(size, name, mode, pause, weights, limits, steps, byName, extra);
    }

    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  static final class Limited implements Model {
    Limited(Limits limits) {}

    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  static final class Choosy implements Model {
    Choosy(int size) {}

    Choosy(String name, int size) {}

    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  /** Constructors that differ by type only. */
  static final class Typed implements Model {
    Typed(int number) {}

    Typed(String text) {}

    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  abstract static class ConfiguredBase<T> implements Configurable<T> {
    @Override
    public Future<Void> configure(T config) {
      return Future.succeededFuture();
    }
  }

  static final class Configured extends ConfiguredBase<Limits> implements Model {
    @Override
    public Future<String> process(String data) {
      return Future.succeededFuture(data);
    }
  }

  /** Chooses the first replica. */
  public static class FirstReplica implements RoutingPolicy {
    @Override
    public Candidate choose(RoutedCall call, List<? extends Candidate> candidates) {
      return candidates.get(0);
    }
  }

  public abstract static class AbstractPolicy implements RoutingPolicy {}

  public static final class PolicyWithArgument extends FirstReplica {
    public PolicyWithArgument(int argument) {}
  }

  static final class HiddenPolicy extends FirstReplica {}
}
