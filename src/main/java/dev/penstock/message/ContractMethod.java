package dev.penstock.message;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One method of a contract. Immutable. */
public final class ContractMethod {
  /** How a method gives its result. */
  public enum Shape {
    /** {@code io.vertx.core.Future}. */
    FUTURE,
    /** {@code java.util.concurrent.CompletionStage}, or {@code CompletableFuture}. */
    COMPLETION_STAGE,
    /** The value itself, or void: callers block. */
    BLOCKING
  }

  /** One parameter. */
  public record Parameter(String name, ValueCodec codec) {}

  private final String name;
  private final List<Parameter> parameters;
  private final ValueCodec[] codecs;
  private final ValueCodec result;
  private final Shape shape;
  private final MethodHandle invoker;

  ContractMethod(
      String name,
      List<Parameter> parameters,
      ValueCodec result,
      Shape shape,
      MethodHandle invoker) {
    this.name = name;
    this.parameters = List.copyOf(parameters);
    this.codecs = parameters.stream().map(Parameter::codec).toArray(ValueCodec[]::new);
    this.result = result;
    this.shape = shape;
    this.invoker = invoker;
  }

  /** Its name, unique in the contract. */
  public String name() {
    return name;
  }

  /** Its parameters. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** The codec of its result, without the future around it. */
  public ValueCodec result() {
    return result;
  }

  /** How it gives its result. */
  public Shape shape() {
    return shape;
  }

  /**
   * Replaces each argument by what the callee gets.
   *
   * @throws ValueException naming the parameter that does not fit
   */
  public void copyArguments(@Nullable Object[] args) {
    for (int i = 0; i < codecs.length; i++) {
      try {
        args[i] = codecs[i].copy(args[i]);
      } catch (ValueException e) {
        throw new ValueException(
            "argument '" + parameters.get(i).name() + "' of " + name + ": " + e.getMessage());
      }
    }
  }

  /**
   * Calls the method on an instance of the contract.
   *
   * @return what the method returned: a future, a stage, or the value
   * @throws Throwable what the method threw
   */
  public @Nullable Object invoke(Object target, @Nullable Object[] args) throws Throwable {
    return (Object) invoker.invokeExact(target, args);
  }
}
