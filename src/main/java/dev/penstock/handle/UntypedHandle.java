package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.message.ContractMethod;
import io.vertx.core.Future;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Set;
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
  public <R> Future<R> call(Class<R> result, String method, @Nullable Object... args) {
    @SuppressWarnings("unchecked") // The box of a primitive class has its type.
    Class<R> type = (Class<R>) MethodType.methodType(result).wrap().returnType();
    return call(method, args).map(value -> cast(value, type, method));
  }

  private <R> @Nullable R cast(@Nullable Object value, Class<R> type, String method) {
    if (value != null && !type.isInstance(value)) {
      throw new CallFailedException(
          Failure.BAD_ARGUMENT,
          caller.calleeId()
              + ": "
              + method
              + " answered with "
              + value.getClass().getName()
              + ", not with "
              + type.getName(),
          true,
          caller.calleeId(),
          null,
          null);
    }
    return type.cast(value);
  }

  @Override
  public Future<@Nullable Object> call(String name, @Nullable Object... args) {
    ContractMethod method = methods.get(name);
    if (method == null) {
      return refused("there is no method '" + name + "'; there are " + names());
    }
    int parameters = method.parameters().size();
    if (args.length != parameters) {
      return refused(name + " takes " + parameters + " arguments, " + args.length + " were given");
    }
    @Nullable Object[] copies = args.clone();
    CallFailedException misfit = caller.copyArguments(method, copies);
    return misfit == null ? caller.call(method, copies) : caller.refused(misfit);
  }

  private Set<String> names() {
    return new TreeSet<>(methods.keySet());
  }

  private <T> Future<T> refused(String why) {
    return caller.refused(caller.badArgument(caller.calleeId() + ": " + why));
  }

  @Override
  public String toString() {
    return "Handle[" + caller.calleeId() + "]";
  }
}
