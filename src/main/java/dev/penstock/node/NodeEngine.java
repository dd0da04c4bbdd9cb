package dev.penstock.node;

import dev.penstock.BatchPolicy;
import dev.penstock.Batcher;
import dev.penstock.CallContext;
import dev.penstock.CallOptions;
import dev.penstock.ConfigurationException;
import dev.penstock.Durable;
import dev.penstock.ModelCache;
import dev.penstock.Penstock;
import dev.penstock.batch.BatchQueue;
import dev.penstock.config.ApplicationConfig;
import dev.penstock.config.ApplicationReader;
import dev.penstock.config.ConfigReader;
import dev.penstock.config.PenstockConfig;
import dev.penstock.graph.ApplicationGraph;
import dev.penstock.graph.GraphCompiler;
import dev.penstock.graph.Replacements;
import dev.penstock.handle.Handles;
import dev.penstock.message.CallScope;
import dev.penstock.message.Contract;
import dev.penstock.message.CurrentCall;
import dev.penstock.message.ReplicaProfile;
import dev.penstock.message.ReportedProgress;
import dev.penstock.models.SharedModels;
import dev.penstock.spi.Engine;
import dev.penstock.spi.LaunchSpec;
import dev.penstock.spi.ModelCacheSpec;
import dev.penstock.spi.Payloads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine: nodes in this JVM. Stateless. */
public final class NodeEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(NodeEngine.class);

  @Override
  public CallContext currentCall() {
    return CurrentCall.get();
  }

  @Override
  public void reportProgress(CallContext call, double fraction, String note) {
    if (call instanceof CallScope scope) {
      ReportedProgress.report(scope, fraction, note);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // A handle with options has the contract of the one without.
  public <T> T withOptions(T handle, CallOptions options) {
    return (T) Handles.withOptions(handle, options);
  }

  @Override
  public <C> Durable<C> durable(C handle) {
    return Handles.durable(handle);
  }

  @Override
  public Payloads payloads() {
    return NodePayloads.INSTANCE;
  }

  @Override
  public <M> ModelCache<M> modelCache(ModelCacheSpec<M> spec) {
    return new SharedModels<>(spec, ReplicaProfile.current(), System::nanoTime);
  }

  @Override
  public <I, O> Batcher<I, O> batcher(
      Function<List<I>, Future<List<O>>> function,
      BatchPolicy policy,
      @Nullable Function<? super I, ?> groupBy) {
    return BatchQueue.here(function, policy, groupBy);
  }

  @Override
  public Future<Penstock> start(LaunchSpec spec) {
    ConfigReader.Result read = Replacements.apply(read(spec), spec.replacements());
    GraphCompiler.Result compiled = compiler(spec).compile(read);
    List<ApplicationGraph> graphs;
    try {
      graphs = compiled.orThrow(read.config().source());
    } catch (ConfigurationException e) {
      return Future.failedFuture(e);
    }
    compiled.problems().forEach(problem -> LOG.warn("{}", problem));
    return Node.start(read.config(), graphs, spec.onUserFailure())
        .onSuccess(
            node -> {
              ShutdownHook.closes(node);
              if (read.config().http().enabled()) {
                LOG.info("ready at {}", node.url());
              } else {
                LOG.info("ready without HTTP");
              }
            })
        .map(node -> node);
  }

  private static ConfigReader.Result read(LaunchSpec spec) {
    ConfigReader.Result read =
        spec.file() == null
            ? ApplicationReader.read(spec.settings(), spec.applications())
            : new ConfigReader(System.getenv()).read(spec.file(), spec.settings());
    if (spec.classes() == null) {
      return read;
    }
    PenstockConfig config = read.config();
    return new ConfigReader.Result(
        config.withApplications(
            config.applications().stream().map(ApplicationConfig::withoutClasspath).toList()),
        read.problems(),
        read.order());
  }

  private static GraphCompiler compiler(LaunchSpec spec) {
    ClassLoader classes = spec.classes();
    return classes == null
        ? new GraphCompiler(Contract::problems)
        : new GraphCompiler(Contract::problems, classes);
  }

  @Override
  public <T> T await(Future<T> future) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "run(...) waits and must not be called on an event loop; use start(...)");
    }
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
