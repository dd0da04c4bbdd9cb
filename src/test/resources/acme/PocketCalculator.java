package acme;

import io.vertx.core.Future;
import java.util.List;

/** A plain root: it has no routes of its own. */
public final class PocketCalculator implements Calculator {
  @Override
  public Future<Double> add(double left, double right) {
    return Future.succeededFuture(left + right);
  }

  @Override
  public Future<Long> square(long number) {
    return Future.succeededFuture(number * number);
  }

  @Override
  public Future<String> greet(String name) {
    return Future.succeededFuture("Hello " + name);
  }

  @Override
  public Future<byte[]> reverse(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return Future.succeededFuture(reversed);
  }

  @Override
  public Future<Point> shift(Point point, List<Integer> by) {
    return Future.succeededFuture(new Point(point.x() + by.get(0), point.y() + by.get(1)));
  }

  @Override
  public Future<Void> forget() {
    return Future.succeededFuture();
  }
}
