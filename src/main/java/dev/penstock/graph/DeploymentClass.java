package dev.penstock.graph;

import dev.penstock.HttpIngress;
import dev.penstock.Problem;
import dev.penstock.config.ClassRef;
import dev.penstock.config.DeploymentConfig;
import dev.penstock.config.JsonPaths;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A class of a deployment, loaded and fit to be instantiated.
 *
 * @param contracts every interface it can be called by
 * @param constructors those that are not private
 * @param replacement whether an object of the class stands in place of the deployment
 */
record DeploymentClass(
    Class<?> type,
    List<Class<?>> contracts,
    List<Constructor<?>> constructors,
    boolean replacement) {
  private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");

  /** Loads and links the class of a deployment; empty, with a problem, if it is of no use. */
  static Optional<DeploymentClass> load(
      DeploymentConfig deployment, ClassLoader loader, List<Problem> problems) {
    String path = JsonPaths.member(deployment.path(), "class");
    String name = deployment.type().name();
    try {
      if (deployment.type() instanceof ClassRef.Instance given) {
        return replacement(deployment, given.object(), problems);
      }
      Class<?> type;
      if (deployment.type() instanceof ClassRef.Loaded loaded) {
        type = loaded.type();
      } else if (deployment.type() instanceof ClassRef.Named) {
        type = Class.forName(name, false, loader);
      } else {
        return Optional.empty();
      }
      Optional<String> unfit = unfit(type);
      unfit.ifPresent(
          u -> problems.add(Problem.error(path, "class " + name + " cannot be served: " + u)));
      return unfit.isPresent() ? Optional.empty() : Optional.of(inspect(type));
    } catch (ClassNotFoundException e) {
      problems.add(
          Problem.error(
              path, "unknown class \"" + name + "\"; " + NearestClass.hint(name, loader)));
    } catch (NoClassDefFoundError e) {
      problems.add(Problem.error(path, needs(name, String.valueOf(e.getMessage()))));
    } catch (UnsupportedClassVersionError e) {
      problems.add(Problem.error(path, tooNew(name, String.valueOf(e.getMessage()))));
    } catch (TypeNotPresentException e) {
      problems.add(Problem.error(path, needs(name, e.typeName())));
    } catch (LinkageError e) {
      problems.add(Problem.error(path, "class " + name + " cannot be loaded: " + e));
    }
    return Optional.empty();
  }

  /** Any class will do, a lambda's too: nobody makes instances of it. */
  private static Optional<DeploymentClass> replacement(
      DeploymentConfig deployment, Object object, List<Problem> problems) {
    if (object instanceof HttpIngress) {
      problems.add(
          Problem.error(
              deployment.path(),
              "\""
                  + deployment.name()
                  + "\" is replaced by an HttpIngress, which has an instance for each event loop,"
                  + " and one object cannot be all of them; give the application another root"));
      return Optional.empty();
    }
    return Optional.of(
        new DeploymentClass(object.getClass(), Contracts.of(object.getClass()), List.of(), true));
  }

  /** How messages call it. */
  String shown() {
    String name = type.getName();
    int lambda = name.indexOf("$$Lambda");
    String plain = lambda < 0 ? name : "a lambda of " + name.substring(0, lambda);
    return replacement ? "replaced by " + plain : plain;
  }

  boolean ingress() {
    return HttpIngress.class.isAssignableFrom(type);
  }

  private static Optional<String> unfit(Class<?> type) {
    if (type.isInterface()) {
      return Optional.of("it is an interface; name the class that implements it");
    }
    if (type.isEnum() || type.isArray() || type.isPrimitive()) {
      return Optional.of("only classes and records can");
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      return Optional.of("it is abstract; name a class that extends it");
    }
    if (type.isLocalClass()
        || type.isAnonymousClass()
        || (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()))) {
      return Optional.of("it is an inner class; make it static or a class of its own");
    }
    return Optional.empty();
  }

  /** Touches every signature, so that a missing class is found here and not at the first call. */
  private static DeploymentClass inspect(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      var unusedMethods = c.getDeclaredMethods();
      var unusedFields = c.getDeclaredFields();
    }
    List<Class<?>> contracts = Contracts.of(type);
    for (Class<?> contract : contracts) {
      var unusedMethods = contract.getMethods();
    }
    List<Constructor<?>> constructors =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(c -> !Modifier.isPrivate(c.getModifiers()) && !c.isSynthetic())
            .sorted(
                Comparator.comparingInt((Constructor<?> c) -> c.getParameterCount())
                    .thenComparing(Constructor::toGenericString))
            .toList();
    for (Constructor<?> constructor : constructors) {
      var unusedTypes = constructor.getGenericParameterTypes();
    }
    return new DeploymentClass(type, contracts, constructors, false);
  }

  /** The JVM tells the version of the class file, which is 44 more than Java's. */
  private static String tooNew(String name, String message) {
    Matcher version = CLASS_FILE_VERSION.matcher(message);
    String compiledFor =
        version.find() ? "Java " + (Integer.parseInt(version.group(1)) - 44) : "a later Java";
    return "class "
        + name
        + " is compiled for "
        + compiledFor
        + ", this is Java "
        + Runtime.version().feature()
        + "; compile it with --release "
        + Runtime.version().feature()
        + ", or run on a newer Java";
  }

  private static String needs(String name, String missing) {
    return "class "
        + name
        + " needs class "
        + missing.replace('/', '.')
        + ", which is missing; add its jar to the application's classpath";
  }
}
