package io.clipstream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms' walls: what each package of the application may know of the others and of Kafka and DJL. */
@AnalyzeClasses(packages = "io.clipstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CLIP = "io.clipstream.clip..";
    private static final String ADAPTER = "io.clipstream.adapter..";
    private static final String CLAIM = "io.clipstream.claim..";
    private static final String SCORING = "io.clipstream.scoring..";
    private static final String TOPOLOGY = "io.clipstream.topology..";
    private static final String CONSOLE = "io.clipstream.console..";
    private static final String APP = "io.clipstream.app..";
    private static final String[] KAFKA = {
        "org.apache.kafka..", "kafka..", "io.clipstream.serde..", "io.clipstream.registry.."
    };

    /** An interface, or what goes through one: records, enums and exceptions. */
    private static final DescribedPredicate<JavaClass> PORT = DescribedPredicate.describe(
            "a port (an interface, or a record, enum, annotation or exception that one speaks of)",
            type -> type.isInterface()
                    || type.isRecord()
                    || type.isEnum()
                    || type.isAssignableTo(Exception.class)
                    || type.getEnclosingClass().map(JavaClass::isInterface).orElse(false));

    @ArchTest
    static final ArchRule clipKnowsNoOtherRoom = noClasses()
            .that()
            .resideInAPackage(CLIP)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ADAPTER, SCORING, TOPOLOGY, CONSOLE, APP);

    @ArchTest
    static final ArchRule adapterKnowsNothingOfClipButPlainRecords = noClasses()
            .that()
            .resideInAPackage(ADAPTER)
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(CLIP)
                    .and(DescribedPredicate.not(DescribedPredicate.describe("records", JavaClass::isRecord))));

    @ArchTest
    static final ArchRule adapterKnowsNoLaterRoom = noClasses()
            .that()
            .resideInAPackage(ADAPTER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCORING, TOPOLOGY, CONSOLE, APP);

    @ArchTest
    static final ArchRule claimKnowsNoOtherRoom = noClasses()
            .that()
            .resideInAPackage(CLAIM)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CLIP, ADAPTER, SCORING, TOPOLOGY, CONSOLE, APP);

    @ArchTest
    static final ArchRule scoringKnowsNoLaterRoom = noClasses()
            .that()
            .resideInAPackage(SCORING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CLAIM, TOPOLOGY, CONSOLE, APP);

    @ArchTest
    static final ArchRule topologyKnowsNoLaterRoom = noClasses()
            .that()
            .resideInAPackage(TOPOLOGY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CONSOLE, APP);

    @ArchTest
    static final ArchRule consoleKnowsOnlyThePortsOfOthers = noClasses()
            .that()
            .resideInAPackage(CONSOLE)
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(CLIP, ADAPTER, CLAIM, SCORING, TOPOLOGY)
                    .and(DescribedPredicate.not(PORT)));

    @ArchTest
    static final ArchRule consoleDoesNotKnowTheApp = noClasses()
            .that()
            .resideInAPackage(CONSOLE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(APP);

    @ArchTest
    static final ArchRule onlyTopologyAndAppKnowKafka = noClasses()
            .that()
            .resideInAnyPackage(CLIP, ADAPTER, CLAIM, SCORING, CONSOLE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA);

    @ArchTest
    static final ArchRule consoleDoesNotKnowTheTensorLibrary = noClasses()
            .that()
            .resideInAPackage(CONSOLE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("io.clipstream.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheAppPrints =
            noClasses().that().resideOutsideOfPackage(APP).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule faultsHaveATypeOfTheirOwn = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule nobodyWaitsByTheClock = noClasses()
            .that()
            .resideOutsideOfPackage(APP)
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .because("a condition, a queue or an injected clock says when to go on; a nap does not");
}
