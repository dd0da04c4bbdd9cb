package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import io.vertx.core.Future;
import java.lang.invoke.MethodType;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A handle that finds methods by name, among those of all contracts of the callee. */
final class UntypedHandle implements Handle {
  private final Caller caller;
  private final OptionVariants variants = new OptionVariants();

  UntypedHandle(Caller caller) {
    this.caller = caller;
  }

  /** The same handle with those options. */
  Object with(CallOptions options) {
    return variants.get(options, other -> new UntypedHandle(caller.with(other)));
  }

  @Override
  public <R> Future<R> call(Class<R> result, String method, @Nullable Object... args) {
    @SuppressWarnings("unchecked") // The box of a primitive class has its type.
    Class<R> type = (Class<R>) MethodType.methodType(result).wrap().returnType();
    Callee callee = caller.choose();
    return call(callee, method, args).map(value -> cast(value, type, callee, method));
  }

  private static <R> @Nullable R cast(
      @Nullable Object value, Class<R> type, Callee callee, String method) {
    if (value != null && !type.isInstance(value)) {
      throw new CallFailedException(
          Failure.BAD_ARGUMENT,
          callee.id()
              + ": "
              + method
              + " answered with "
              + value.getClass().getName()
              + ", not with "
              + type.getName(),
          true,
          callee.id(),
          null,
          null);
    }
    return type.cast(value);
  }

  @Override
  public Future<@Nullable Object> call(String name, @Nullable Object... args) {
    return call(caller.choose(), name, args);
  }

  private Future<@Nullable Object> call(Callee callee, String name, @Nullable Object[] args) {
    ContractMethod method = callee.methods().get(name);
    if (method == null) {
      return refused(
          callee,
          "there is no method '"
              + name
              + "'; there are "
              + new TreeSet<>(callee.methods().keySet()));
    }
    int parameters = method.parameters().size();
    if (args.length != parameters) {
      return refused(
          callee, name + " takes " + parameters + " arguments, " + args.length + " were given");
    }
    @Nullable Object[] copies = args.clone();
    try {
      Cargo cargo = Caller.copyArguments(callee.id(), method, copies);
      return caller.call(callee, method, copies, cargo);
    } catch (CallFailedException misfit) {
      return caller.refused(misfit);
    }
  }

  private <T> Future<T> refused(Callee callee, String why) {
    return caller.refused(Caller.badArgument(callee.id(), callee.id() + ": " + why));
  }

  @Override
  public String toString() {
    return "Handle[" + caller.calleeNames() + "]";
  }
}
