package dev.penstock.message;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeBindings;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.penstock.message.ContractMethod.Shape;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads a contract off an interface by reflection, collecting all problems on the way. */
final class ContractReader {
  private final Class<?> type;
  private final CodecBuilder codecs = new CodecBuilder();
  private final TypeFactory types = codecs.types();
  private final List<String> problems = new ArrayList<>();
  private final Map<ContractMethod, List<Method>> methods = new LinkedHashMap<>();

  ContractReader(Class<?> type) {
    this.type = type;
    try {
      if (isInterfaceForHandles()) {
        remoteMethods().forEach(this::readMethod);
      }
    } catch (LinkageError | TypeNotPresentException e) {
      problems.add(type.getName() + " needs a class that is missing or broken: " + e.getMessage());
    }
  }

  /** What is wrong, one message each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** The methods by name, each with all reflected methods that mean it. */
  Map<ContractMethod, List<Method>> methods() {
    return Collections.unmodifiableMap(methods);
  }

  private boolean isInterfaceForHandles() {
    if (!type.isInterface() || type.isAnnotation()) {
      problems.add(type.getName() + " is not an interface: handles are typed by interfaces");
    } else if (type.isSealed()) {
      problems.add(type.getName() + " is sealed: a handle could not implement it");
    } else if (type.getTypeParameters().length > 0) {
      problems.add(
          type.getName()
              + " has type parameters: declare an interface that extends it with actual types");
    }
    return problems.isEmpty();
  }

  /** All abstract methods by name, inherited ones too, but for those that Object answers. */
  private Map<String, List<Method>> remoteMethods() {
    Map<String, List<Method>> byName = new TreeMap<>();
    for (Method method : type.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)) {
        byName.computeIfAbsent(method.getName(), name -> new ArrayList<>()).add(method);
      }
    }
    if (byName.isEmpty()) {
      problems.add(type.getName() + " has no methods that could be called");
    }
    return byName;
  }

  private static boolean isOfObject(Method method) {
    return Arrays.stream(Object.class.getMethods())
        .anyMatch(
            own ->
                own.getName().equals(method.getName())
                    && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
  }

  private void readMethod(String name, List<Method> found) {
    String where = type.getSimpleName() + "." + name;
    Method method = mostSpecific(found);
    if (found.stream().anyMatch(other -> !parameters(other).equals(parameters(method)))) {
      problems.add(where + " is overloaded: methods are called by name, so each needs its own");
      return;
    }
    if (method.getTypeParameters().length > 0) {
      problems.add(where + " has type parameters of its own: name the types");
      return;
    }
    int before = problems.size();
    TypeBindings bindings = bindings(method);
    List<ContractMethod.Parameter> parameters = new ArrayList<>();
    for (java.lang.reflect.Parameter parameter : method.getParameters()) {
      String place = where + ", parameter '" + parameter.getName() + "': ";
      ValueCodec codec = argument(place, parameter.getParameterizedType(), bindings);
      if (codec != null) {
        parameters.add(new ContractMethod.Parameter(parameter.getName(), codec));
      }
    }
    ValueCodec result = result(where, method, bindings);
    MethodHandle invoker = invoker(where, method);
    if (problems.size() == before && result != null && invoker != null) {
      methods.put(
          new ContractMethod(
              name, signature(method), parameters, result, shape(method, bindings), invoker),
          forms(name, method));
    }
  }

  private TypeBindings bindings(Method method) {
    JavaType owner = types.constructType(type).findSuperType(method.getDeclaringClass());
    return owner == null ? TypeBindings.emptyBindings() : owner.getBindings();
  }

  private List<JavaType> parameters(Method method) {
    TypeBindings bindings = bindings(method);
    return Arrays.stream(method.getGenericParameterTypes())
        .map(parameter -> types.resolveMemberType(parameter, bindings))
        .toList();
  }

  /** The types by their full names, since hashes of classes differ from JVM to JVM. */
  private int signature(Method method) {
    return parameters(method).stream().map(JavaType::toCanonical).toList().hashCode();
  }

  /** Several super-interfaces may declare one method; the narrowest result holds for all. */
  private static Method mostSpecific(List<Method> found) {
    Method best = found.get(0);
    for (Method method : found) {
      if (best.getReturnType().isAssignableFrom(method.getReturnType())) {
        best = method;
      }
    }
    return best;
  }

  private @Nullable ValueCodec codec(String place, Type declared, TypeBindings bindings) {
    try {
      return codecs.build(declared, bindings);
    } catch (IllegalArgumentException e) {
      problems.add(place + e.getMessage());
      return null;
    }
  }

  /** The codec of a parameter, which may be a stream. */
  private @Nullable ValueCodec argument(String place, Type declared, TypeBindings bindings) {
    String openPart = GenericTypes.openPart(declared, bindings);
    JavaType type = openPart == null ? types.resolveMemberType(declared, bindings) : null;
    if (type == null || type.getRawClass() != ReadStream.class) {
      return codec(place, declared, bindings);
    }
    ValueCodec item = codec(place, type.containedTypeOrUnknown(0), TypeBindings.emptyBindings());
    return item == null ? null : new StreamCodec(item);
  }

  private JavaType returned(Method method, TypeBindings bindings) {
    return types.resolveMemberType(method.getGenericReturnType(), bindings);
  }

  private Shape shape(Method method, TypeBindings bindings) {
    Class<?> raw = returned(method, bindings).getRawClass();
    if (raw == Future.class) {
      return Shape.FUTURE;
    }
    if (raw == ReadStream.class) {
      return Shape.STREAM;
    }
    return raw == CompletionStage.class || raw == CompletableFuture.class
        ? Shape.COMPLETION_STAGE
        : Shape.BLOCKING;
  }

  private @Nullable ValueCodec result(String where, Method method, TypeBindings bindings) {
    String place = where + ", result: ";
    Type declared = method.getGenericReturnType();
    String openPart = GenericTypes.openPart(declared, bindings);
    if (openPart != null) {
      problems.add(place + openPart);
      return null;
    }
    JavaType value = returned(method, bindings);
    if (shape(method, bindings) != Shape.BLOCKING) {
      value = value.containedTypeOrUnknown(0);
    }
    Class<?> raw = value.getRawClass();
    if (raw == Void.class && shape(method, bindings) == Shape.STREAM) {
      problems.add(place + "a stream of Void has no items");
      return null;
    }
    return raw == Void.class || raw == void.class
        ? VoidCodec.INSTANCE
        : codec(place, value, TypeBindings.emptyBindings());
  }

  private @Nullable MethodHandle invoker(String where, Method method) {
    try {
      Class<?> owner = method.getDeclaringClass();
      MethodHandle handle =
          MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).unreflect(method);
      int parameters = method.getParameterCount();
      return handle
          .asFixedArity()
          .asType(MethodType.genericMethodType(parameters + 1))
          .asSpreader(Object[].class, parameters);
    } catch (IllegalAccessException e) {
      problems.add(where + " cannot be accessed: " + e.getMessage());
      return null;
    }
  }

  /**
   * All reflected methods that mean a method: what a proxy is asked depends on the interface that
   * its caller was compiled against.
   */
  private List<Method> forms(String name, Method method) {
    List<Method> forms = new ArrayList<>();
    for (JavaType owner : hierarchy()) {
      for (Method candidate : owner.getRawClass().getDeclaredMethods()) {
        boolean remote = Modifier.isAbstract(candidate.getModifiers()) || candidate.isBridge();
        if (remote
            && candidate.getName().equals(name)
            && accepts(candidate.getParameterTypes(), method.getParameterTypes())) {
          forms.add(candidate);
        }
      }
    }
    return forms;
  }

  private List<JavaType> hierarchy() {
    List<JavaType> all = new ArrayList<>(List.of(types.constructType(type)));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getInterfaces());
    }
    return all;
  }

  private static boolean accepts(Class<?>[] wider, Class<?>[] narrower) {
    if (wider.length != narrower.length) {
      return false;
    }
    for (int i = 0; i < wider.length; i++) {
      if (!wider[i].isAssignableFrom(narrower[i])) {
        return false;
      }
    }
    return true;
  }
}
