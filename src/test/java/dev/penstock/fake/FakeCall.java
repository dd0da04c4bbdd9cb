package dev.penstock.fake;

import dev.penstock.CallFailedException;
import dev.penstock.message.Call;
import dev.penstock.message.CallRoute;
import dev.penstock.message.Cargo;
import dev.penstock.message.Contract;
import dev.penstock.message.ContractMethod;
import dev.penstock.message.RequestOrigin;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call that remembers how it ended. */
public final class FakeCall extends Call {
  public interface Echo {
    Future<String> echo(String text);
  }

  private static final ContractMethod ECHO =
      Objects.requireNonNull(Contract.of(Echo.class).method("echo"));

  private final String name;
  private volatile @Nullable CallFailedException failure;
  private volatile boolean ended;

  public FakeCall(String name, CallRoute route) {
    super(route, ECHO, new Object[] {name}, RequestOrigin.of(name), Long.MAX_VALUE / 2, 0);
    this.name = name;
  }

  /** With tensors and blobs among its arguments. */
  public FakeCall(String name, CallRoute route, @Nullable Object[] args, Cargo cargo) {
    super(route, ECHO, args, RequestOrigin.of(name), Long.MAX_VALUE / 2, 0);
    this.name = name;
    carry(cargo);
  }

  private FakeCall(String name, RequestOrigin origin) {
    super(route("edge"), ECHO, new Object[] {name}, origin, Long.MAX_VALUE / 2, 0);
    this.name = name;
  }

  /** A call that asks for a model. */
  public static FakeCall forModel(String id) {
    return new FakeCall(id, RequestOrigin.of(id).with(id, Map.of()));
  }

  public static CallRoute route(String edge) {
    return new CallRoute("app", "Model", edge, false, null);
  }

  @Override
  public void succeed(@Nullable Object result, @Nullable Cargo arriving) {
    ended = true;
  }

  @Override
  public void fail(CallFailedException cause) {
    failure = cause;
    ended = true;
  }

  public boolean isEnded() {
    return ended;
  }

  public @Nullable CallFailedException failure() {
    return failure;
  }

  @Override
  public String toString() {
    return name;
  }
}
