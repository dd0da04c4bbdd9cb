package dev.penstock.http;

import dev.penstock.Blob;
import dev.penstock.ItemStream;
import dev.penstock.handle.MethodCaller;
import dev.penstock.message.BlobAnswer;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ContractMethod.Shape;
import io.netty.util.AsciiString;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The built-in ingress of a plain root: {@code POST {route}/{method}} calls that method, {@code
 * POST {route}} the only one.
 */
public final class CallMount implements Mount {
  private static final CharSequence OCTETS = AsciiString.cached("application/octet-stream");

  private final MethodCaller caller;
  private final Map<String, CallArguments> byPath;
  private final String methods;

  /**
   * An ingress for the methods of a contract.
   *
   * @param caller calls the root; used on this event loop
   */
  public CallMount(Contract contract, MethodCaller caller) {
    this.caller = caller;
    this.byPath = new HashMap<>();
    for (ContractMethod method : contract.methods()) {
      byPath.put("/" + method.name(), CallArguments.of(contract, method));
    }
    this.methods =
        String.join(", ", contract.methods().stream().map(ContractMethod::name).toList());
    List<CallArguments> all = List.copyOf(byPath.values());
    if (all.size() == 1) {
      byPath.put("/", all.get(0));
    }
  }

  @Override
  public void handle(MountedRequest request) {
    CallArguments target = byPath.get(request.path());
    if (target == null) {
      throw RefusedRequest.notFound("POST to a method's name; there are: " + methods);
    }
    if (!request.method().equals(HttpMethod.POST)) {
      throw RefusedRequest.wrongMethod(request.method(), "POST");
    }
    MountedResponse response = request.mountedResponse();
    CallArguments.Format format = target.format(request.getHeader(HttpHeaders.CONTENT_TYPE));
    // Not onSuccess: a result that has no JSON is a failure to be answered too.
    arguments(request, target, format)
        .compose(args -> call(request, response, target.method(), args))
        .onFailure(failure -> ProblemResponse.send(response, failure));
  }

  private Future<MountedResponse> call(
      MountedRequest request,
      MountedResponse response,
      ContractMethod method,
      @Nullable Object[] args) {
    if (method.shape() != Shape.STREAM) {
      return caller.call(method, args).map(result -> answer(response, method, result));
    }
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    StreamAnswer.send(response, accept, method, caller.stream(method, args));
    return Future.succeededFuture(response);
  }

  private static Future<@Nullable Object[]> arguments(
      MountedRequest request, CallArguments target, CallArguments.Format format) {
    if (format == CallArguments.Format.STREAM) {
      boolean empty = request.isEnded() || request.mountedResponse().bodyLength() == 0;
      ReadStream<Buffer> body = empty ? ItemStream.of(List.of()) : new BodyStream(request);
      return Future.succeededFuture(new @Nullable Object[] {body});
    }
    return format == CallArguments.Format.BLOB
        ? BlobUpload.of(request, request.mountedResponse())
            .map(blob -> new @Nullable Object[] {blob})
        : request.body().map(body -> target.read(format, body));
  }

  private static MountedResponse answer(
      MountedResponse response, ContractMethod method, @Nullable Object result) {
    if (response.isOver()) {
      return response;
    }
    if (result == null) {
      response.setStatusCode(204).end();
    } else if (result instanceof String text) {
      send(response, ResponseHead.TEXT, Buffer.buffer(text));
    } else if (result instanceof Blob blob) {
      BlobAnswer.end(response, blob, OCTETS);
    } else if (result instanceof Buffer bytes) {
      send(response, OCTETS, bytes);
    } else if (result instanceof byte[] bytes) {
      send(response, OCTETS, Buffer.buffer(bytes));
    } else {
      String json = method.result().toJson(result).toString();
      Buffer body = Buffer.buffer(json.getBytes(StandardCharsets.UTF_8));
      send(response, "application/json", body);
    }
    return response;
  }

  private static void send(MountedResponse response, CharSequence type, Buffer body) {
    response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    response.end(body);
  }
}
