package io.noria.dist;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house that the compiler cannot keep. */
class HouseRulesTest {
  /** Shelf by area; a class may use its own shelf and those below. */
  private static final Map<String, Integer> SHELVES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("base", 1),
              Map.entry("storage", 2),
              Map.entry("engine", 2),
              Map.entry("stats", 2),
              Map.entry("process", 2),
              Map.entry("tracking", 3),
              Map.entry("traces", 3),
              Map.entry("datasets", 3),
              Map.entry("collaboration", 3),
              Map.entry("registry", 4),
              Map.entry("pipelines", 4),
              Map.entry("training", 5),
              Map.entry("serving", 5),
              Map.entry("monitoring", 6),
              Map.entry("delivery", 7),
              Map.entry("project", 7),
              Map.entry("thread", 7),
              Map.entry("protocols", 8),
              Map.entry("server", 9),
              Map.entry("importing", 9),
              Map.entry("dist", 10)));

  private static final List<String> AREAS =
      List.of(
          "tracking",
          "traces",
          "datasets",
          "collaboration",
          "registry",
          "pipelines",
          "training",
          "serving",
          "monitoring",
          "delivery",
          "project",
          "thread");

  /** Messages, as protoc writes them. */
  private static final String GENERATED = "io.noria.protocols..grpc.proto..";

  private static JavaClasses noria;

  @BeforeAll
  static void importClasses() {
    noria =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.noria");
    assertThat(noria.size()).isGreaterThan(200);
  }

  @TestFactory
  List<DynamicTest> noShelfImportsUpwards() {
    return SHELVES.entrySet().stream()
        .map(area ->
            DynamicTest.dynamicTest(
                area.getKey(),
                () -> {
                  String[] above =
                      SHELVES.entrySet().stream()
                          .filter(other -> other.getValue() > area.getValue())
                          .map(other -> "io.noria." + other.getKey() + "..")
                          .toArray(String[]::new);
                  if (above.length > 0) {
                    noClasses()
                        .that()
                        .resideInAPackage("io.noria." + area.getKey() + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .check(noria);
                  }
                }))
        .toList();
  }

  @Test
  void clientAndCommandLineKnowOnlyBase() {
    noClasses()
        .that()
        .resideInAnyPackage("io.noria.client..", "io.noria.cli..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.noria..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        resideInAnyPackage(
                            "io.noria.base..", "io.noria.client..", "io.noria.cli.."))))
        .check(noria);
  }

  @Test
  void areasAreFreeOfCycles() {
    slices().matching("io.noria.(*)..").should().beFreeOfCycles().check(noria);
  }

  @TestFactory
  List<DynamicTest> theSqlOfAnAreaIsItsOwn() {
    return AREAS.stream()
        .map(area ->
            DynamicTest.dynamicTest(
                area,
                () ->
                    noClasses()
                        .that()
                        .resideOutsideOfPackage("io.noria." + area + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.noria." + area + "..sql..")
                        .allowEmptyShould(true)
                        .check(noria)))
        .toList();
  }

  @Test
  void onlySqlPackagesKnowJdbc() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..sql..", "io.noria.storage..", "io.noria.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..")
        .check(noria);
  }

  @Test
  void areasKnowNoWire() {
    noClasses()
        .that()
        .resideInAnyPackage(AREAS.stream().map(a -> "io.noria." + a + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.helidon..", "com.fasterxml.jackson..", "com.google.protobuf..")
        .check(noria);
  }

  @Test
  void nativeModelLibrariesStayInTrainingAndServing() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.noria.training..", "io.noria.serving..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ml.dmlc..", "ai.onnxruntime..")
        .check(noria);
  }

  @Test
  void noProtocolImportsAnother() {
    // The shared HTTP core and the tensors are no protocols; everything else stands alone.
    slices()
        .matching("io.noria.protocols.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            resideInAPackage("io.noria.protocols.."),
            resideInAnyPackage("io.noria.protocols.http..", "io.noria.protocols.tensors.."))
        .check(noria);
  }

  @Test
  void thereIsNoStaticMutableState() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.noria..")
        .and()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage(GENERATED)
        .should()
        .beFinal()
        .check(noria);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that()
        .resideInAPackage("io.noria..")
        .and()
        .resideOutsideOfPackage(GENERATED)
        .should(
            new ArchCondition<>("be in a @NullMarked package") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                JavaPackage home = type.getPackage();
                if (!home.isAnnotatedWith(NullMarked.class)) {
                  events.add(SimpleConditionEvent.violated(type, home.getName()));
                }
              }
            })
        .check(noria);
  }

  @Test
  void nobodySwallowsStackTracesOrPrintsThem() {
    noClasses().should().callMethod(Throwable.class, "printStackTrace").check(noria);
    noClasses()
        .that()
        .haveModifier(JavaModifier.PUBLIC)
        .and()
        .resideInAnyPackage(AREAS.stream().map(a -> "io.noria." + a + "..").toArray(String[]::new))
        .and()
        .haveSimpleNameNotEndingWith("Main")
        .should()
        .accessField(System.class, "out")
        .check(noria);
  }
}
