package acme;

import dev.penstock.DeploymentLifecycle;
import dev.penstock.ReplicaContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Answers when the process has been told to end; or does not even start. */
public final class Patient implements Unruly, DeploymentLifecycle {
  private final boolean starts;

  public Patient(boolean starts) {
    this.starts = starts;
  }

  @Override
  public Future<Void> start(ReplicaContext replica) {
    return starts ? Future.succeededFuture() : Promise.<Void>promise().future();
  }

  @Override
  public Future<String> act(String how) {
    Promise<String> answer = Promise.promise();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> answer.complete("done: " + how)));
    System.out.println("acting: " + how);
    return answer.future();
  }
}
