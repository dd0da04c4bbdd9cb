package dev.penstock.node;

import dev.penstock.CallFailedException;
import dev.penstock.durable.Answer;
import dev.penstock.durable.Body;
import dev.penstock.durable.Logs;
import dev.penstock.durable.RequestId;
import dev.penstock.durable.Work;
import dev.penstock.http.CallResults;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ValueException;
import dev.penstock.message.WireReader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The results of durable calls as JSON, for those who ask over HTTP.
 *
 * @param methods knows how they were written
 */
record DurableResults(Logs logs, DurableMethods methods) implements CallResults {
  @Override
  public Future<Optional<Result>> of(RequestId id, Answer answer) {
    return logs.of(id.log())
        .map(log -> log.work(id))
        .orElseGet(() -> Future.failedFuture("request " + id + " is not kept"))
        .map(
            work ->
                work instanceof Work.Call call
                    ? Optional.of(new Result(call.target(), json(call, answer)))
                    : Optional.empty());
  }

  private @Nullable String json(Work.Call call, Answer answer) {
    if (!RecordedCall.hasReturned(answer) || !(answer.message().body() instanceof Body.Inline in)) {
      return null;
    }
    try {
      return json(methods.find(call).method(), in.bytes());
    } catch (CallFailedException | ValueException e) {
      return null; // The method is another one now, or gives what has no JSON.
    }
  }

  private static String json(ContractMethod method, Buffer bytes) {
    Cargo cargo = new Cargo();
    try {
      return method.result().toJson(method.readResult(new WireReader(bytes, cargo))).toString();
    } finally {
      cargo.release();
    }
  }
}
