package dev.penstock.graph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.Problem;
import dev.penstock.config.ClassRef;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.JsonPaths;
import dev.penstock.config.Shown;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds the constructor that takes the arguments as written: those with the same names or number
 * are tried, and exactly one may fit. By name, parameters that are {@code @Nullable} may be left
 * out.
 */
final class ConstructorMatcher {
  private final DeploymentConfig deployment;
  private final DeploymentClass type;
  private final ValueConverter converter;
  private final Supplier<ArgumentBinder> binders;
  private final List<Problem> problems;

  ConstructorMatcher(
      DeploymentConfig deployment,
      DeploymentClass type,
      ValueConverter converter,
      Supplier<ArgumentBinder> binders,
      List<Problem> problems) {
    this.deployment = deployment;
    this.type = type;
    this.converter = converter;
    this.binders = binders;
    this.problems = problems;
  }

  /** A constructor that fits, and the edges it makes. */
  record Match(Construction construction, List<FoundEdge> edges) {}

  /** One attempt; {@code construction} is empty if an argument does not fit. */
  private record Attempt(
      Constructor<?> constructor, Optional<Construction> construction, ArgumentBinder binder) {}

  /** The match; empty, with problems, if there is none or more than one. */
  Optional<Match> match() {
    if (deployment.type() instanceof ClassRef.Instance given) {
      return Optional.of(new Match(new Construction.Given(given.object()), List.of()));
    }
    if (type.constructors().isEmpty()) {
      return refuse("class " + type.type().getName() + " has only private constructors");
    }
    List<Constructor<?>> candidates =
        type.constructors().stream().filter(this::takesAsMany).toList();
    boolean byName = deployment.args().isObject() && !deployment.args().isEmpty();
    if (byName && candidates.stream().anyMatch(ConstructorMatcher::isNameless)) {
      return refuse(
          "class "
              + type.type().getName()
              + " is compiled without -parameters, so its parameters have no names; compile it"
              + " with -parameters, or give the arguments as an array, was "
              + Shown.value(deployment.args()));
    }
    if (byName) {
      candidates = candidates.stream().filter(this::takesTheNames).toList();
    }
    if (candidates.isEmpty()) {
      return refuse("no constructor takes " + given() + "; there is " + constructors());
    }
    List<Attempt> attempts = candidates.stream().map(this::attempt).toList();
    List<Attempt> fitting = attempts.stream().filter(a -> a.construction().isPresent()).toList();
    if (fitting.size() > 1) {
      return refuse("more than one constructor takes " + given() + ": " + constructors());
    }
    if (fitting.isEmpty() && attempts.stream().anyMatch(a -> a.binder().problems().isEmpty())) {
      return Optional.empty(); // one would fit, but for a handle whose name is reported already
    }
    if (fitting.isEmpty() && attempts.size() > 1) {
      return refuse("no constructor takes " + given() + "; there is " + constructors());
    }
    Attempt best = fitting.isEmpty() ? attempts.get(0) : fitting.get(0);
    problems.addAll(best.binder().problems());
    return best.construction().map(c -> new Match(c, best.binder().edges()));
  }

  private boolean takesAsMany(Constructor<?> constructor) {
    int most = constructor.getParameterCount();
    int given = deployment.args().size();
    return given == most
        || (given < most
            && !deployment.args().isArray()
            && Arrays.stream(constructor.getParameters())
                .allMatch(p -> deployment.args().has(p.getName()) || Signatures.isOptional(p)));
  }

  private boolean takesTheNames(Constructor<?> constructor) {
    Set<String> names =
        Arrays.stream(constructor.getParameters())
            .map(Parameter::getName)
            .collect(Collectors.toSet());
    return deployment.args().properties().stream().allMatch(e -> names.contains(e.getKey()));
  }

  private static boolean isNameless(Constructor<?> constructor) {
    return Arrays.stream(constructor.getParameters()).anyMatch(p -> !p.isNamePresent());
  }

  private Attempt attempt(Constructor<?> constructor) {
    ArgumentBinder binder = binders.get();
    String path = JsonPaths.member(deployment.path(), "args");
    Parameter[] parameters = constructor.getParameters();
    List<Argument> arguments = new ArrayList<>();
    for (int i = 0; i < parameters.length; i++) {
      String name = parameters[i].getName();
      JsonNode args = deployment.args();
      JsonNode json = args.isArray() ? args.path(i) : args.path(name);
      String place = args.isArray() ? JsonPaths.item(path, i) : JsonPaths.member(path, name);
      if (json.isMissingNode() && Signatures.isOptional(parameters[i])) {
        arguments.add(new Argument.Absent());
        continue;
      }
      binder
          .bind(name, place, json, converter.typeOf(parameters[i].getParameterizedType()))
          .ifPresent(arguments::add);
    }
    if (arguments.size() < parameters.length) {
      return new Attempt(constructor, Optional.empty(), binder);
    }
    if (!constructor.trySetAccessible()) {
      String signature = Signatures.constructor(constructor, converter);
      binder.problems().add(Problem.error(path, signature + " is closed to reflection"));
      return new Attempt(constructor, Optional.empty(), binder);
    }
    return new Attempt(
        constructor, Optional.of(new Construction.ByConstructor(constructor, arguments)), binder);
  }

  private Optional<Match> refuse(String message) {
    problems.add(Problem.error(JsonPaths.member(deployment.path(), "args"), message));
    return Optional.empty();
  }

  private String given() {
    return deployment.args().isEmpty() ? "no arguments" : Shown.value(deployment.args());
  }

  private String constructors() {
    return type.constructors().stream()
        .map(c -> Signatures.constructor(c, converter))
        .collect(Collectors.joining(", "));
  }
}
