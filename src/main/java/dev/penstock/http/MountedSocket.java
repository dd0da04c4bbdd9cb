package dev.penstock.http;

import dev.penstock.message.CallScope;
import dev.penstock.message.CancelSignal;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of an application: its handlers run each message in a call of its own, with the
 * deadline of a request, and its close cancels what goes on for it. Tensors and blobs of a message
 * are closed when its handler has returned and the calls made in it were answered, those of the
 * socket when it closes. Confined to the event loop of its connection.
 *
 * <p>A dynamic proxy: of the fifty methods of a socket, five matter here.
 */
final class MountedSocket implements InvocationHandler {
  private final ServerWebSocket delegate;
  private final CallScope scope;
  private final long timeoutNanos;
  private final CancelSignal cancels;
  private @Nullable Handler<@Nullable Void> closeHandler;

  private MountedSocket(
      ServerWebSocket delegate, CallScope scope, long timeoutNanos, CancelSignal cancels) {
    this.delegate = delegate;
    this.scope = scope;
    this.timeoutNanos = timeoutNanos;
    this.cancels = cancels;
  }

  /**
   * The socket for the application.
   *
   * @param scope the call that the socket is, without a deadline
   * @param timeoutNanos time that what a message starts may take
   * @param cancels is told when the socket is closed
   */
  static ServerWebSocket of(
      ServerWebSocket delegate, CallScope scope, long timeoutNanos, CancelSignal cancels) {
    MountedSocket mounted = new MountedSocket(delegate, scope, timeoutNanos, cancels);
    delegate.closeHandler(mounted::onClosed);
    return (ServerWebSocket)
        Proxy.newProxyInstance(
            MountedSocket.class.getClassLoader(), new Class<?>[] {ServerWebSocket.class}, mounted);
  }

  private void onClosed(@Nullable Void closed) {
    scope.cancel();
    cancels.raise();
    Handler<@Nullable Void> users = closeHandler;
    try {
      if (users != null) {
        users.handle(null);
      }
    } finally {
      scope.endLeases();
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    if (args != null && args.length == 1) {
      switch (method.getName()) {
        case "equals" -> {
          return proxy == args[0];
        }
        case "closeHandler" -> {
          closeHandler = handler(args[0]);
          return proxy;
        }
        case "handler", "frameHandler", "textMessageHandler", "binaryMessageHandler" -> {
          Handler<Object> users = handler(args[0]);
          args[0] = users == null ? null : withinMessage(users);
        }
        default -> {}
      }
    }
    try {
      Object result = method.invoke(delegate, args);
      return result == delegate ? proxy : result;
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  @SuppressWarnings("unchecked") // What the methods of a socket declare.
  private static <T> @Nullable Handler<T> handler(@Nullable Object given) {
    return (Handler<T>) given;
  }

  private <T> Handler<T> withinMessage(Handler<T> handler) {
    return message ->
        scope
            .message(System.nanoTime() + timeoutNanos)
            .<T>wrapConsumer(handler::handle)
            .accept(message);
  }
}
