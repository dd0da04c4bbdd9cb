package dev.penstock.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.message.ContractMethod.Shape;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ContractTest {
  interface Shapes {
    Future<String> future(String text, int times);

    CompletionStage<List<String>> stage();

    CompletableFuture<Void> completable();

    Future<Void> nothing();

    int blocking(byte[] data);

    ReadStream<String> items(ReadStream<Integer> numbers);

    void silent();

    default Future<String> twice(String text) {
      return future(text, 2);
    }

    static int local() {
      return 0;
    }

    @Override
    String toString();
  }

  @Test
  void methodsAreTheAbstractOnesInAllShapes() {
    Contract contract = Contract.of(Shapes.class);

    assertThat(contract.methods())
        .extracting(ContractMethod::name)
        .containsExactlyInAnyOrder(
            "future", "stage", "completable", "nothing", "blocking", "items", "silent");
    assertThat(method(contract, "future").shape()).isEqualTo(Shape.FUTURE);
    assertThat(method(contract, "stage").shape()).isEqualTo(Shape.COMPLETION_STAGE);
    assertThat(method(contract, "completable").shape()).isEqualTo(Shape.COMPLETION_STAGE);
    assertThat(method(contract, "blocking").shape()).isEqualTo(Shape.BLOCKING);
    assertThat(method(contract, "items").shape()).isEqualTo(Shape.STREAM);
    assertThat(method(contract, "items").takesStreams()).isTrue();
    assertThat(method(contract, "future").parameters())
        .extracting(ContractMethod.Parameter::name)
        .containsExactly("text", "times");
    assertThat(Contract.of(Shapes.class)).isSameAs(contract);
  }

  @Test
  void defaultAndObjectMethodsAreNotRemote() throws Exception {
    Contract contract = Contract.of(Shapes.class);

    assertThat(contract.method(Shapes.class.getMethod("twice", String.class))).isNull();
    assertThat(contract.method(Shapes.class.getMethod("toString"))).isNull();
    assertThat(contract.method(Object.class.getMethod("hashCode"))).isNull();
  }

  interface Base<T> {
    Future<T> apply(T value);
  }

  interface Left {
    Future<Integer> apply(Integer value);
  }

  interface Inherits extends Base<Integer> {}

  interface Overrides extends Base<Integer> {
    @Override
    Future<Integer> apply(Integer value);
  }

  interface Joins extends Base<Integer>, Left {}

  @Test
  void genericSuperInterfacesAreResolvedAndEveryFormOfAMethodIsTheSame() throws Throwable {
    for (Class<?> type : List.of(Inherits.class, Overrides.class, Joins.class)) {
      Contract contract = Contract.of(type);
      ContractMethod apply = method(contract, "apply");

      assertThatThrownBy(() -> apply.copyArguments(new Object[] {"text"}))
          .isInstanceOf(ValueException.class)
          .hasMessage(
              "argument '"
                  + apply.parameters().get(0).name()
                  + "' of apply: expected java.lang.Integer, got java.lang.String");
      assertThat(methodsSeenByProxy(type)).isNotEmpty().allMatch(m -> contract.method(m) == apply);
    }
  }

  /** What a proxy is handed when it is called through each of its types. */
  @SuppressWarnings("unchecked")
  private static List<Method> methodsSeenByProxy(Class<?> type) {
    List<Method> seen = new ArrayList<>();
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> {
              seen.add(method);
              return Future.succeededFuture(1);
            });
    ((Base<Integer>) proxy).apply(1);
    if (proxy instanceof Left left) {
      left.apply(1);
    }
    if (proxy instanceof Overrides overrides) {
      overrides.apply(1);
    }
    return seen;
  }

  private static final class Doubling implements Overrides {
    @Override
    public Future<Integer> apply(Integer value) {
      return Future.succeededFuture(2 * value);
    }
  }

  @Test
  void invokesAPrivateImplementationOfAPackagePrivateContract() throws Throwable {
    Object result =
        method(Contract.of(Overrides.class), "apply").invoke(new Doubling(), new Object[] {21});

    assertThat(result)
        .isInstanceOfSatisfying(Future.class, f -> assertThat(f.result()).isEqualTo(42));
  }

  @Test
  void anExceptionOfTheMethodIsNotWrapped() {
    Overrides failing =
        value -> {
          throw new IllegalStateException("no");
        };
    assertThatThrownBy(
            () -> method(Contract.of(Overrides.class), "apply").invoke(failing, new Object[] {1}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
  }

  interface Empty {
    default void local() {}
  }

  interface Generic<T> {
    Future<T> get();
  }

  interface Open {}

  static final class Rude implements Open {}

  record Holder(Object anything) {}

  @SuppressWarnings("rawtypes")
  interface Bad {
    Future rawFuture();

    Future<?> wildcard();

    Future<List<? extends String>> boundedWildcard();

    Future<String> object(Object value);

    Future<String> rawList(List value);

    <T> Future<T> own(T value);

    Future<String> open(Open value);

    Future<String> array(int[] value);

    Future<String> varargs(String... value);

    Future<String> stream(InputStream value);

    Future<ReadStream<String>> promisedStream();

    ReadStream<List<ReadStream<String>>> nestedStream();

    Future<String> overloaded(String value);

    Future<String> overloaded(String value, int times);

    Future<String> nested(Holder value);

    Future<String> noProperties(Rude value);

    Future<Future<String>> twice();

    Future<String> beanKeys(Map<Holder2, String> value);

    Future<String> two(Thread one, Class<String> two);
  }

  record Holder2(String text) {}

  @Test
  void allProblemsAreToldTogetherWithTheirPlace() {
    List<String> problems = Contract.problems(Bad.class);

    assertThat(problems)
        .hasSize(19)
        .anySatisfy(p -> assertThat(p).contains("Bad.rawFuture, result: raw type Future"))
        .anySatisfy(p -> assertThat(p).contains("Bad.wildcard, result: the wildcard ?"))
        .anySatisfy(p -> assertThat(p).contains("Bad.boundedWildcard, result: the wildcard"))
        .anySatisfy(p -> assertThat(p).contains("Bad.object, parameter 'value': Object"))
        .anySatisfy(p -> assertThat(p).contains("Bad.rawList, parameter 'value': raw type List"))
        .anySatisfy(p -> assertThat(p).contains("Bad.own has type parameters"))
        .anySatisfy(p -> assertThat(p).contains("Bad.open", "the interface Open leaves open"))
        .anySatisfy(p -> assertThat(p).contains("Bad.array", "int[] is not supported: use List"))
        .anySatisfy(p -> assertThat(p).contains("Bad.varargs", "String[] is not supported"))
        .anySatisfy(p -> assertThat(p).contains("Bad.stream", "InputStream", "supported are"))
        .anySatisfy(
            p -> assertThat(p).contains("Bad.promisedStream, result: the stream ReadStream"))
        .anySatisfy(p -> assertThat(p).contains("Bad.nestedStream", "inside of another value"))
        .anySatisfy(p -> assertThat(p).contains("Bad.overloaded is overloaded"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .contains("Bad.nested", "component 'anything' of record Holder: Object"))
        .anySatisfy(p -> assertThat(p).contains("Bad.noProperties", "no properties"))
        .anySatisfy(p -> assertThat(p).contains("Bad.twice", "future Future can only be"))
        .anySatisfy(p -> assertThat(p).contains("Bad.beanKeys", "keys of maps"))
        .anySatisfy(p -> assertThat(p).contains("Bad.two, parameter 'one': Thread"))
        .anySatisfy(p -> assertThat(p).contains("Bad.two, parameter 'two': Class"));
    assertThatThrownBy(() -> Contract.of(Bad.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(problems.toArray(new String[0]));
  }

  @Test
  void refusesWhatIsNoInterfaceForHandles() {
    assertThat(Contract.problems(String.class))
        .singleElement()
        .asString()
        .contains("java.lang.String is not an interface");
    assertThat(Contract.problems(Empty.class)).singleElement().asString().contains("no methods");
    assertThat(Contract.problems(Generic.class))
        .singleElement()
        .asString()
        .contains("type parameters");
  }

  record Absent(String text) {}

  interface NeedsAbsent {
    Future<String> call(Absent value);
  }

  @Test
  void aMissingClassIsAProblemAndNoCrash() throws Exception {
    ClassLoader withoutAbsent =
        new ClassLoader(getClass().getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Absent.class.getName())) {
              throw new ClassNotFoundException(name);
            }
            return name.equals(NeedsAbsent.class.getName())
                ? definedHere(name)
                : super.loadClass(name, resolve);
          }

          private Class<?> definedHere(String name) throws ClassNotFoundException {
            try (var bytes = getResourceAsStream(name.replace('.', '/') + ".class")) {
              byte[] code = Objects.requireNonNull(bytes).readAllBytes();
              return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
              throw new ClassNotFoundException(name, e);
            }
          }
        };

    assertThat(Contract.problems(withoutAbsent.loadClass(NeedsAbsent.class.getName())))
        .singleElement()
        .asString()
        .contains("NeedsAbsent needs a class that is missing or broken", "Absent");
  }

  @Test
  void argumentsCrossAsBytes() {
    ContractMethod future = method(Contract.of(Shapes.class), "future");
    WireWriter out = new WireWriter();
    future.writeArguments(new Object[] {"a", 3}, out);

    assertThat(future.readArguments(new WireReader(out.buffer()))).containsExactly("a", 3);
    assertThatThrownBy(
            () -> future.readArguments(new WireReader(out.buffer().copy().appendByte((byte) 0))))
        .isInstanceOf(ValueException.class)
        .hasMessageContaining("1 bytes too many");
    assertThatThrownBy(
            () ->
                method(Contract.of(Shapes.class), "silent")
                    .readArguments(new WireReader(out.buffer())))
        .hasMessage("silent takes 0 arguments, the call has 2");
  }

  private static ContractMethod method(Contract contract, String name) {
    return Objects.requireNonNull(contract.method(name));
  }
}
