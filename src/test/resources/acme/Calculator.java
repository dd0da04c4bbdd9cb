package acme;

import io.vertx.core.Future;
import java.util.List;

/** A contract with parameters and results of many kinds. */
public interface Calculator {
  Future<Double> add(double left, double right);

  Future<Long> square(long number);

  Future<String> greet(String name);

  Future<byte[]> reverse(byte[] bytes);

  Future<Point> shift(Point point, List<Integer> by);

  Future<Void> forget();

  record Point(int x, int y) {}
}
