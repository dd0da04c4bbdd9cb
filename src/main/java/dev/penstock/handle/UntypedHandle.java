package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ValueException;
import io.vertx.core.Future;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A handle that finds methods by name, among those of all contracts of the callee. */
final class UntypedHandle implements Handle {
  private final Map<String, ContractMethod> methods;
  private final Caller caller;
  private final OptionVariants variants = new OptionVariants();

  UntypedHandle(Map<String, ContractMethod> methods, Caller caller) {
    this.methods = methods;
    this.caller = caller;
  }

  /** The same handle with those options. */
  Object with(CallOptions options) {
    return variants.get(options, other -> new UntypedHandle(methods, caller.with(other)));
  }

  @Override
  public <R> Future<R> call(Class<R> result, String method, Object... args) {
    return call(method, args)
        .map(
            value -> {
              if (value != null && !result.isInstance(value)) {
                throw refused(
                    method
                        + " answers with "
                        + value.getClass().getName()
                        + ", not with "
                        + result.getName());
              }
              return result.cast(value);
            });
  }

  @Override
  public Future<Object> call(String name, Object... args) {
    ContractMethod method = methods.get(name);
    if (method == null) {
      return Future.failedFuture(
          refused(
              "there is no method '" + name + "'; there are " + new TreeSet<>(methods.keySet())));
    }
    if (args.length != method.parameters().size()) {
      return Future.failedFuture(
          refused(
              name
                  + " takes "
                  + method.parameters().size()
                  + " arguments, "
                  + args.length
                  + " were given"));
    }
    @Nullable Object[] copies = args.clone();
    try {
      method.copyArguments(copies);
    } catch (ValueException e) {
      return Future.failedFuture(refused(e.getMessage()));
    }
    return caller.call(method, copies);
  }

  private CallFailedException refused(@Nullable String why) {
    return new CallFailedException(
        Failure.BAD_ARGUMENT, caller.calleeId() + ": " + why, false, caller.calleeId(), null, null);
  }

  @Override
  public String toString() {
    return "Handle[" + caller.calleeId() + "]";
  }
}
