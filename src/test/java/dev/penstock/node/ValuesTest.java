package dev.penstock.node;

import static dev.penstock.node.RunningNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Application;
import dev.penstock.Deployment;
import dev.penstock.junit5.CallTo;
import dev.penstock.junit5.Graph;
import dev.penstock.junit5.PenstockTest;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who sees whose objects: mutable values are copied, immutable ones are shared. */
@PenstockTest
class ValuesTest {
  /** A bean. */
  public static final class Settings {
    public int level;
  }

  record Point(int x, String name) {}

  interface Store {
    Future<List<String>> list(List<String> given);

    Future<Settings> bean(Settings given);

    Future<byte[]> bytes(byte[] given);

    Future<String> text(String given);

    Future<Point> point(Point given);
  }

  /** Keeps, changes and gives back what it is given. */
  static final class KeepingStore implements Store {
    static volatile Object kept = "";

    private static <T> T keep(T value) {
      kept = value;
      return value;
    }

    @Override
    public Future<List<String>> list(List<String> given) {
      given.add("callee");
      return Future.succeededFuture(keep(given));
    }

    @Override
    public Future<Settings> bean(Settings given) {
      given.level++;
      return Future.succeededFuture(keep(given));
    }

    @Override
    public Future<byte[]> bytes(byte[] given) {
      given[0]++;
      return Future.succeededFuture(keep(given));
    }

    @Override
    public Future<String> text(String given) {
      return Future.succeededFuture(keep(given));
    }

    @Override
    public Future<Point> point(Point given) {
      return Future.succeededFuture(keep(given));
    }
  }

  @Graph
  static Application graph() {
    return Application.of("app", Deployment.of("Store", KeepingStore.class).bind());
  }

  @CallTo("Store")
  private Store store;

  @Test
  void listIsCopiedOnTheWayThereAndBack() {
    List<String> mine = new ArrayList<>(List.of("caller"));

    List<String> answer = await(store.list(mine));
    answer.add("after");

    assertThat(mine).containsExactly("caller");
    assertThat(answer).containsExactly("caller", "callee", "after");
    assertThat(KeepingStore.kept).isEqualTo(List.of("caller", "callee"));
  }

  @Test
  void beanIsCopiedOnTheWayThereAndBack() {
    Settings mine = new Settings();

    Settings answer = await(store.bean(mine));
    answer.level = 10;

    assertThat(mine.level).isZero();
    assertThat(((Settings) KeepingStore.kept).level).isOne();
  }

  @Test
  void bytesAreCopiedOnTheWayThereAndBack() {
    byte[] mine = {1};

    byte[] answer = await(store.bytes(mine));
    answer[0] = 10;

    assertThat(mine).containsExactly(1);
    assertThat((byte[]) KeepingStore.kept).containsExactly(2);
  }

  @Test
  void callersChangeAfterTheCallIsNotSeen() {
    List<String> mine = new ArrayList<>(List.of("caller"));

    Future<List<String>> answer = store.list(mine);
    mine.add("late");

    assertThat(await(answer)).containsExactly("caller", "callee");
  }

  @Test
  void immutableValuesTravelByReference() {
    String text = "te".concat("xt");
    Point point = new Point(1, text);

    assertThat(await(store.text(text))).isSameAs(text);
    assertThat(KeepingStore.kept).isSameAs(text);
    assertThat(await(store.point(point))).isSameAs(point);
    assertThat(KeepingStore.kept).isSameAs(point);
  }
}
