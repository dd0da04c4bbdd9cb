package dev.penstock.handle;

import dev.penstock.CallFailedException;
import dev.penstock.CallOptions;
import dev.penstock.Failure;
import dev.penstock.Handle;
import dev.penstock.ItemStream;
import dev.penstock.message.Cargo;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.ContractMethod.Shape;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
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
    Class<R> type = boxed(result);
    Callee callee = caller.choose();
    return call(callee, method, args).map(value -> cast(value, type, callee, method));
  }

  @Override
  public Future<@Nullable Object> call(String name, @Nullable Object... args) {
    return call(caller.choose(), name, args);
  }

  @Override
  public <R> ReadStream<R> stream(Class<R> item, String name, @Nullable Object... args) {
    Class<R> type = boxed(item);
    Callee callee = caller.choose();
    ItemStream<Object> items;
    try {
      ContractMethod method = method(callee, name, args, true);
      @Nullable Object[] copies = args.clone();
      Cargo cargo = Caller.copyArguments(callee.id(), method, copies);
      items = caller.stream(callee, method, copies, cargo);
    } catch (CallFailedException misfit) {
      items = caller.refusedStream(misfit);
    }
    return ItemStream.map(items, value -> cast(value, type, callee, name));
  }

  @SuppressWarnings("unchecked") // The box of a primitive class has its type.
  private static <R> Class<R> boxed(Class<R> type) {
    return (Class<R>) MethodType.methodType(type).wrap().returnType();
  }

  private Future<@Nullable Object> call(Callee callee, String name, @Nullable Object[] args) {
    try {
      ContractMethod method = method(callee, name, args, false);
      @Nullable Object[] copies = args.clone();
      Cargo cargo = Caller.copyArguments(callee.id(), method, copies);
      return caller.call(callee, method, copies, cargo);
    } catch (CallFailedException misfit) {
      return caller.refused(misfit);
    }
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

  private static ContractMethod method(
      Callee callee, String name, @Nullable Object[] args, boolean streams) {
    ContractMethod method = callee.methods().get(name);
    if (method == null) {
      throw misfit(
          callee,
          "there is no method '"
              + name
              + "'; there are "
              + new TreeSet<>(callee.methods().keySet()));
    }
    int parameters = method.parameters().size();
    if (args.length != parameters) {
      throw misfit(
          callee, name + " takes " + parameters + " arguments, " + args.length + " were given");
    }
    if ((method.shape() == Shape.STREAM) != streams) {
      throw misfit(
          callee, name + (streams ? " gives no stream: use call" : " gives a stream: use stream"));
    }
    return method;
  }

  private static CallFailedException misfit(Callee callee, String why) {
    return Caller.badArgument(callee.id(), callee.id() + ": " + why);
  }

  @Override
  public String toString() {
    return "Handle[" + caller.calleeNames() + "]";
  }
}
