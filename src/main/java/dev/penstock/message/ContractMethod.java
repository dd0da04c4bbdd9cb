package dev.penstock.message;

import dev.penstock.CallFailedException;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.HashSet;
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
    BLOCKING,
    /** {@code io.vertx.core.streams.ReadStream}: items one by one. */
    STREAM
  }

  /** One parameter. */
  public record Parameter(String name, ValueCodec codec) {}

  private final String name;
  private final int signature;
  private final List<Parameter> parameters;
  private final ValueCodec[] codecs;
  private final ValueCodec result;
  private final boolean argumentsCarry;
  private final boolean resultCarries;
  private final boolean takesStreams;
  private final Shape shape;
  private final MethodHandle invoker;

  ContractMethod(
      String name,
      int signature,
      List<Parameter> parameters,
      ValueCodec result,
      Shape shape,
      MethodHandle invoker) {
    this.name = name;
    this.signature = signature;
    this.parameters = List.copyOf(parameters);
    this.codecs = parameters.stream().map(Parameter::codec).toArray(ValueCodec[]::new);
    this.result = result;
    this.argumentsCarry = Arrays.stream(codecs).anyMatch(codec -> codec.carries(new HashSet<>()));
    this.resultCarries = result.carries(new HashSet<>());
    this.takesStreams = Arrays.stream(codecs).anyMatch(StreamCodec.class::isInstance);
    this.shape = shape;
    this.invoker = invoker;
  }

  /** Its name, unique in the contract. */
  public String name() {
    return name;
  }

  /**
   * A number made of the types of its parameters, the same in every JVM, whatever interface of its
   * class a caller knows it by.
   */
  public int signature() {
    return signature;
  }

  /** Its parameters. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** The codec of its result, without the future around it; of a stream that of its items. */
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
   * @return the tensors and blobs among them, which must be delivered or released; null if the
   *     method takes none
   * @throws ValueException naming the parameter that does not fit
   * @throws CallFailedException STORE_FULL if there is no room for a copy
   */
  public @Nullable Cargo copyArguments(@Nullable Object[] args) {
    if (!argumentsCarry) {
      copyArguments(args, Cargo.NONE);
      return null;
    }
    Cargo cargo = new Cargo();
    try {
      copyArguments(args, cargo);
    } catch (Throwable thrown) {
      cargo.release();
      throw thrown;
    }
    return cargo;
  }

  /** Whether tensors or blobs may be among the arguments. */
  public boolean carries() {
    return argumentsCarry;
  }

  /** Whether streams may be among the arguments: they can be read once only. */
  public boolean takesStreams() {
    return takesStreams;
  }

  /** Whether tensors or blobs may be in the result, or in items of it. */
  public boolean resultCarries() {
    return resultCarries;
  }

  /** A cargo for the result; null if the method gives no tensors and blobs. */
  public @Nullable Cargo cargoOfResult() {
    return resultCarries ? new Cargo() : null;
  }

  private void copyArguments(@Nullable Object[] args, Cargo cargo) {
    for (int i = 0; i < codecs.length; i++) {
      try {
        args[i] = codecs[i].copy(args[i], cargo);
      } catch (ValueException e) {
        throw misfit(i, e);
      } catch (CallFailedException e) {
        throw e;
      } catch (RuntimeException | StackOverflowError e) {
        // Such as a list that another thread changes meanwhile.
        throw misfit(i, new ValueException("cannot be copied: " + e, e));
      }
    }
  }

  /**
   * Whether {@link #copyArguments} changes and refuses nothing when the arguments were given to a
   * method with these parameters, so that it need not be called.
   */
  public boolean passesAll(Class<?>[] parameterTypes) {
    for (int i = 0; i < codecs.length; i++) {
      if (!codecs[i].passesAll(parameterTypes[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Encodes arguments for another node.
   *
   * @throws ValueException naming the parameter that does not fit
   * @throws CallFailedException STORE_FULL if there is no room for a large one
   */
  public void writeArguments(@Nullable Object[] args, WireWriter out) {
    out.writeCount(codecs.length);
    for (int i = 0; i < codecs.length; i++) {
      try {
        codecs[i].write(args[i], out);
      } catch (ValueException e) {
        throw misfit(i, e);
      }
    }
  }

  /**
   * Decodes what {@link #writeArguments} wrote, all that is left of it.
   *
   * <p>The tensors and blobs among them are in the reader's cargo, for the scope of the call; if
   * this throws, those that were read before are released.
   *
   * @throws ValueException naming the parameter that does not fit
   * @throws CallFailedException STALE_OBJECT if a reference names no object
   */
  public @Nullable Object[] readArguments(WireReader in) {
    try {
      int count = in.readCount();
      if (count != codecs.length) {
        throw new ValueException(
            name + " takes " + codecs.length + " arguments, the call has " + count);
      }
      @Nullable Object[] args = new @Nullable Object[count];
      for (int i = 0; i < count; i++) {
        try {
          args[i] = codecs[i].read(in);
        } catch (ValueException e) {
          throw misfit(i, e);
        }
      }
      in.end();
      return args;
    } catch (RuntimeException e) {
      in.cargo().release();
      throw e;
    }
  }

  /**
   * Decodes a result, all that is left of the bytes; the tensors and blobs in it are treated as
   * those of {@link #readArguments}.
   *
   * @throws ValueException if the bytes are none
   * @throws CallFailedException STALE_OBJECT if a reference names no object
   */
  public @Nullable Object readResult(WireReader in) {
    try {
      Object value = result.read(in);
      in.end();
      return value;
    } catch (ValueException e) {
      in.cargo().release();
      throw new ValueException("the result of " + name + ": " + e.getMessage());
    } catch (RuntimeException e) {
      in.cargo().release();
      throw e;
    }
  }

  private ValueException misfit(int parameter, ValueException e) {
    return new ValueException(
        "argument '" + parameters.get(parameter).name() + "' of " + name + ": " + e.getMessage());
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
