package dev.penstock;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of packages: who may import whom. A new package needs a row here. */
class ImportDirectionTest {
  private static final String ROOT = "dev.penstock";
  private static final String API = "api";

  /** Each package below the root and what it may import of Penstock; {@code api} is the root. */
  private static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    allow(API, "spi");
    allow("spi", API);
    allow("config", API);
    allow("graph", API, "config");
    allow("store");
    allow("message", API, "spi", "store");
    allow("cluster", "config", "message", API);
    allow("transfer", API, "store", "message", "cluster");
    allow("metrics", API);
    allow("models", API, "spi", "message", "metrics");
    allow("router", API, "message", "cluster", "metrics");
    allow("remote", API, "message", "cluster", "router", "transfer");
    allow("handle", API, "graph", "router", "transfer", "message", "metrics");
    allow("replica", API, "graph", "handle", "transfer", "message", "metrics");
    allow("controller", API, "config", "graph", "cluster", "message");
    allow("batch", API, "message", "metrics");
    allow("durable", API, "message");
    allow("http", API, "config", "durable", "graph", "handle", "message", "metrics");
    allow("admin", API, "config", "controller", "cluster", "message", "metrics");
    allow("node", allBut("node", "cli", "junit5", "examples"));
    allow("cli", allBut("cli", "junit5", "examples"));
    allow("junit5", API);
    allow("examples", API);
  }

  private static JavaClasses production;

  private static void allow(String name, String... imports) {
    MAY_IMPORT.put(name, Set.of(imports));
  }

  private static String[] allBut(String... names) {
    Set<String> all =
        new TreeSet<>(
            Set.of(
                API,
                "spi",
                "config",
                "graph",
                "store",
                "message",
                "cluster",
                "transfer",
                "metrics",
                "models",
                "router",
                "remote",
                "handle",
                "replica",
                "controller",
                "batch",
                "durable",
                "http",
                "admin",
                "node"));
    all.removeAll(Set.of(names));
    return all.toArray(String[]::new);
  }

  @BeforeAll
  static void importClassesOnce() {
    production =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(ROOT);
  }

  @Test
  void everyPackageHasARow() {
    Set<String> packages = new TreeSet<>();
    production.forEach(type -> packages.add(rowOf(type)));

    assertThat(MAY_IMPORT.keySet()).containsAll(packages);
    assertThat(packages).contains(API, "spi", "config", "graph", "message", "examples", "cli");
  }

  static Set<String> rows() {
    return MAY_IMPORT.keySet();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void eachPackageImportsOnlyWhatItsRowAllows(String row) {
    Set<String> allowed = new HashSet<>(MAY_IMPORT.get(row));
    allowed.add(row);
    classes()
        .that(describe("are in " + row, (JavaClass type) -> rowOf(type).equals(row)))
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are in " + allowed + " or not ours",
                (JavaClass type) -> !isOurs(type) || allowed.contains(rowOf(type))))
        .allowEmptyShould(true)
        .check(production);
  }

  /**
   * The root and {@code spi} know each other, which is the one pair that may; they count as one.
   */
  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new RowsWithSpiInTheRoot()).should().beFreeOfCycles().check(production);
  }

  @Test
  void storeIsPlainJdk() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "com.hazelcast..")
        .allowEmptyShould(true)
        .check(production);
  }

  @Test
  void callersNeverSeeReplicas() {
    neverSees("router", "replica");
    neverSees("handle", "replica");
  }

  @Test
  void theControllerNeverSeesTheNode() {
    neverSees("controller", "node");
  }

  private static void neverSees(String from, String to) {
    assertThat(MAY_IMPORT.get(from)).doesNotContain(to);
  }

  private static boolean isOurs(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return name.equals(ROOT) || name.startsWith(ROOT + ".");
  }

  private static String rowOf(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    if (name.equals(ROOT)) {
      return API;
    }
    String below = name.substring(ROOT.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private static final class RowsWithSpiInTheRoot implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      if (!isOurs(type)) {
        return SliceIdentifier.ignore();
      }
      String row = rowOf(type);
      return SliceIdentifier.of(row.equals("spi") ? API : row);
    }

    @Override
    public String getDescription() {
      return "packages of Penstock";
    }
  }
}
