package io.clipstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.clipstream.adapter.AdapterMethods;
import io.clipstream.schemas.AdapterRecord;
import io.clipstream.schemas.AdapterVersion;
import io.clipstream.schemas.ChampionPointer;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import io.clipstream.schemas.Example;
import io.clipstream.schemas.Promotion;
import io.clipstream.schemas.PromotionOutcome;
import io.clipstream.schemas.ScoringPolicy;
import io.clipstream.schemas.TaskSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetrainTopologyTest {
    private static final String TASK = LearningRecords.TASK;
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration QUIET = Duration.ofSeconds(5);

    private Topics topics;
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<TestRecord<String, AdapterRecord>> adapters = new ArrayList<>();
    private final List<Promotion> promotions = new ArrayList<>();
    private TestHeads heads;
    private LearningDriver driver;

    @BeforeEach
    void start() {
        start(LearningRecords.topics());
    }

    private void start(Topics startWith) {
        topics = startWith;
        RetrainConfig config = new RetrainConfig(
                3, 7, TICK, RetrainPace.defaults(), TICK, Duration.ofDays(7), Map.of("clipstream", "test"), "cpu");
        LearningDriver.TestClock clock = new LearningDriver.TestClock();
        heads = new TestHeads(LearningRecords.MODEL, work::add);
        driver = new LearningDriver(
                RetrainTopology.build(
                        topics,
                        config,
                        LearningRecords.SERDES,
                        heads,
                        new RetrainExecutors(work::add, background::add, work::add),
                        clock),
                clock);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void theFirstVersionOfATaskIsItsZeroShotHeadWithTheWeightsBeforeThePointer() {
        // Given, When
        apply(LearningRecords.task("cat", "dog"));

        // Then
        assertThat(adapters).extracting(TestRecord::key).containsExactly("animals/1", "animals");
        AdapterVersion version = version(0);
        assertThat(version.getMethod()).isEqualTo("zero-shot");
        assertThat(version.getLabels()).containsExactly("cat", "dog");
        assertThat(version.getLineage().getParent()).isNull();
        assertThat(version.getLineage().getLibraries()).containsEntry("clipstream", "test");
        assertThat(pointer(1).getVersion()).isEqualTo(1);
        assertThat(promotions).extracting(Promotion::getOutcome).containsExactly(PromotionOutcome.PROMOTED);
        assertThat(promotions.get(0).getBy()).isEqualTo("rule:zero-shot");
    }

    @Test
    void anExampleLeadsToARefitWithItsLineage() {
        // Given
        apply(LearningRecords.task("cat", "dog"));

        // When
        example("a", "dog");
        settle();

        // Then
        assertThat(adapters)
                .extracting(TestRecord::key)
                .containsExactly("animals/1", "animals", "animals/2", "animals");
        AdapterVersion version = version(2);
        assertThat(version.getMethod()).isEqualTo("residual-least-squares");
        assertThat(version.getLineage().getParent()).isEqualTo(1);
        assertThat(version.getLineage().getTrigger()).isEqualTo("refit");
        assertThat(version.getLineage().getAdded()).containsExactly("a");
        assertThat(version.getLineage().getSeed()).isEqualTo(7);
        assertThat(pointer(3).getBy()).isEqualTo("gate:same-method");
    }

    @Test
    void aNewClassListIsNotKeptWaitingForTheHeadOfTheOldOne() {
        // Given a head in work
        driver.send(topics.tasks(), TASK, LearningRecords.task("cat", "dog"));
        driver.advance(TICK);
        assertThat(heads.heads).hasSize(1);

        // When another class list comes before it is done
        driver.send(topics.tasks(), TASK, LearningRecords.task("cat", "owl"));
        driver.advance(TICK);

        // Then its head is in work at once, and the old one is given up
        assertThat(heads.heads).hasSize(2);
        assertThat(heads.heads.get(0)).isCancelled();
        settle();
        assertThat(versions()).singleElement().satisfies(version -> assertThat(version.getLabels())
                .containsExactly("cat", "owl"));
    }

    @Test
    void aHeadInWorkOutlastsANewPolicyAndEndsWithTheInstance() {
        // Given a head in work
        TaskSpec spec = LearningRecords.task("cat", "dog");
        driver.send(topics.tasks(), TASK, spec);
        driver.advance(TICK);

        // When the task comes again with another policy
        driver.send(
                topics.tasks(),
                TASK,
                TaskSpec.newBuilder(spec)
                        .setPolicy(new ScoringPolicy(1, 0.3f, 0f, null, 0.01f, null))
                        .build());
        driver.advance(TICK);

        // Then it goes on, until the instance ends
        assertThat(heads.heads).singleElement().satisfies(head -> assertThat(head)
                .isNotDone());
        stop();
        assertThat(heads.heads.get(0)).isCancelled();
        start(LearningRecords.topics());
    }

    @Test
    void aClassListThatMakesNoHeadIsRefusedOnceAndTheLastGoodVersionStays() {
        // Given
        apply(LearningRecords.task("cat", "dog"));

        // When
        apply(LearningRecords.task("cat", TestHeads.UNUSABLE));
        settle();
        settle();

        // Then
        assertThat(heads.heads).hasSize(2);
        assertThat(promotions).hasSize(2);
        assertThat(last().getOutcome()).isEqualTo(PromotionOutcome.REFUSED);
        assertThat(last().getBy()).isEqualTo("gate:head");
        assertThat(last().getReason()).isEqualTo("class 'unusable' has no direction");
        assertThat(champion()).isEqualTo(1);

        // When it is put right
        apply(LearningRecords.task("cat", "owl"));

        // Then
        assertThat(champion()).isEqualTo(2);
    }

    @Test
    void nothingIsFittedTwiceToTheSameData() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        settle();

        // When: the same example comes again, and time passes
        example("a", "dog");
        settle();

        // Then
        assertThat(promotions).hasSize(2);
    }

    @Test
    void examplesThatComeDuringAFitAreInTheNextOne() {
        // Given a fit that has started
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        driver.advance(TICK);
        assertThat(work).hasSize(1);

        // When
        example("b", "cat");
        settle();

        // Then
        assertThat(version(2).getLineage().getExamples()).isEqualTo(1);
        assertThat(version(4).getLineage().getExamples()).isEqualTo(2);
        assertThat(version(4).getLineage().getAdded()).containsExactly("b");
    }

    @Test
    void aFitThatHasSeenAWithdrawnExampleIsNotPublished() {
        // Given a fit in work on a and b
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        example("b", "cat");
        driver.advance(TICK);

        // When
        withdraw("a");
        settle();

        // Then
        assertThat(versions()).extracting(AdapterVersion::getVersion).containsExactly(1L, 2L);
        assertThat(version(2).getLineage().getAdded()).containsExactly("b");
    }

    @Test
    void aWithdrawalMarksTheVersionsThatSawItAndNobodyCanRollBackToThem() {
        // Given versions 2 (a) and 3 (a, b)
        apply(withoutInstantVersions("cat", "dog"));
        example("a", "dog");
        settle();
        example("b", "cat");
        settle();

        // When
        withdraw("b");
        settle();
        command(CommandKind.ROLLBACK, 3L);

        // Then
        assertThat(promotions)
                .filteredOn(promotion -> promotion.getOutcome() == PromotionOutcome.WITHDRAWN)
                .singleElement()
                .satisfies(promotion -> assertThat(promotion.getReason()).contains("'b'", "[3]"));
        assertThat(last().getOutcome()).isEqualTo(PromotionOutcome.REJECTED);
        assertThat(last().getReason()).contains("withdrawn");
        assertThat(reasons()).containsExactly("RETRAIN REJECTED_COMMAND");
        assertThat(champion()).isEqualTo(4);
    }

    @Test
    void aCommandToForgetIsAnsweredWithEveryVersionThatHadSeenItAndTheirWeightsGo() {
        // Given versions 2 (a) and 3 (a, b), and 4 (a), for which 2 had to go, after a labeller took b back
        apply(withoutInstantVersions("cat", "dog"));
        example("a", "dog");
        settle();
        example("b", "cat");
        settle();
        withdraw("b");
        settle();

        // When b is forgotten, of which nothing is left in the buffer, and select says that it is done, twice
        SelectMark b = new SelectMark(new UUID(7, 1).toString(), CommandKind.FORGET, "b", "ann: please");
        done(b);
        done(b);
        settle();

        // Then it is answered once
        assertThat(answers(b)).singleElement().satisfies(answer -> {
            assertThat(answer.getVersions()).containsExactly(3L);
            assertThat(answer.getReason()).contains("ann: please");
        });
        assertThat(letGo()).containsExactly("animals/2", "animals/3");
        assertThat(champion()).isEqualTo(4);

        // When a is forgotten, which the version in use has seen
        SelectMark a = new SelectMark(new UUID(7, 2).toString(), CommandKind.FORGET, "a", "ann");
        Headers headers = SelectCause.WITHDRAWN.headers();
        a.name(headers);
        driver.sendRaw(topics.fewShotBuffer(), "animals/a", null, headers);
        done(a);
        settle();

        // Then another is in use before its weights go
        assertThat(answers(a)).singleElement().satisfies(answer -> {
            assertThat(answer.getVersions()).containsExactly(4L);
            assertThat(answer.getFigures()).containsEntry("images", 1.0);
        });
        assertThat(letGo()).containsExactly("animals/2", "animals/3", "animals/4");
        List<String> keys = adapters.stream().map(record -> record.key()).toList();
        assertThat(adapters.subList(0, keys.lastIndexOf("animals/4")).stream()
                        .filter(record -> record.key().equals(TASK))
                        .map(record -> ((ChampionPointer) record.value().getContent()).getVersion())
                        .reduce((first, second) -> second))
                .get()
                .isNotEqualTo(4L);
        assertThat(champion()).isNotIn(2L, 3L, 4L);
        assertThat(reasons()).isEmpty();
    }

    @Test
    void onlyWhatSelectSaysOfACommandToForgetIsAnswered() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        settle();

        // When select says that features were swapped, and somebody else that a command of no id is done
        SelectMark reembed = new SelectMark(new UUID(7, 3).toString(), CommandKind.REEMBED, null, "ann");
        done(reembed);
        done(new SelectMark("no id", CommandKind.FORGET, "a", "mallory"));
        done(new SelectMark(new UUID(7, 4).toString(), CommandKind.IMPORT, "a", "mallory"));
        settle();

        // Then nobody is told that something was forgotten, and what is not select's is refused
        assertThat(promotions.stream().map(Promotion::getOutcome)).doesNotContain(PromotionOutcome.WITHDRAWN);
        assertThat(reasons()).containsExactly("RETRAIN BAD_KEY", "RETRAIN BAD_KEY");
    }

    @Test
    void aCommandToForgetIsAnsweredWhereTheTaskHasEndedMeanwhile() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        settle();
        driver.sendRaw(topics.tasks(), TASK, null, new RecordHeaders());

        // When
        SelectMark mark = new SelectMark(new UUID(7, 5).toString(), CommandKind.FORGET, "a", "ann");
        done(mark);
        settle();

        // Then
        assertThat(answers(mark)).singleElement().satisfies(answer -> assertThat(answer.getVersions())
                .isEmpty());
    }

    private void done(SelectMark mark) {
        driver.sendRaw(topics.fewShotBuffer(), TASK, null, mark.headers());
    }

    private List<Promotion> answers(SelectMark mark) {
        return promotions.stream()
                .filter(promotion -> promotion.getCommandId() != null)
                .filter(promotion -> promotion.getCommandId().toString().equals(mark.commandId()))
                .toList();
    }

    private List<String> letGo() {
        return adapters.stream()
                .filter(record -> record.value() == null)
                .map(record -> record.key())
                .toList();
    }

    @Test
    void aRollbackStaysUntilSomethingNewIsKnown() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        settle();
        assertThat(champion()).isEqualTo(2);

        // When
        command(CommandKind.ROLLBACK, 1L);
        settle();

        // Then
        assertThat(champion()).isEqualTo(1);
        assertThat(last().getOutcome()).isEqualTo(PromotionOutcome.ROLLED_BACK);
        assertThat(last().getPrevious()).isEqualTo(2);
        example("b", "cat");
        settle();
        assertThat(champion()).isEqualTo(3);
    }

    @Test
    void aRollbackOverrulesAFitInWork() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        driver.advance(TICK);

        // When
        command(CommandKind.ROLLBACK, 1L);
        settle();

        // Then
        assertThat(champion()).isEqualTo(1);
    }

    @Test
    void aPinnedVersionIsReplacedByNothingUntilItIsUnpinned() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        command(CommandKind.PIN, null);

        // When
        example("a", "dog");
        settle();

        // Then
        assertThat(champion()).isEqualTo(1);
        assertThat(last().getOutcome()).isEqualTo(PromotionOutcome.PINNED);
        command(CommandKind.UNPIN, null);
        settle();
        assertThat(champion()).isEqualTo(2);
    }

    @Test
    void aRepeatedCommandCountsOnce() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        Command pin = commandOf(CommandKind.PIN, 1L);

        // When
        driver.send(topics.commands(), TASK, pin);
        driver.send(topics.commands(), TASK, pin);
        settle();

        // Then
        assertThat(promotions).extracting(Promotion::getOutcome).containsOnlyOnce(PromotionOutcome.PINNED);
    }

    @Test
    void theAnswerToACommandNamesItAndWhatNoCommandLedToNamesNone() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        Command refused = commandOf(CommandKind.ROLLBACK, 99L);
        Command done = commandOf(CommandKind.PIN, 1L);

        // When two people ask at the same time
        driver.send(topics.commands(), TASK, refused);
        driver.send(topics.commands(), TASK, done);
        read();

        // Then each has an answer of its own
        assertThat(promotions)
                .extracting(Promotion::getOutcome, Promotion::getCommandId)
                .containsExactly(
                        tuple(PromotionOutcome.PROMOTED, null),
                        tuple(PromotionOutcome.REJECTED, refused.getCommandId()),
                        tuple(PromotionOutcome.PINNED, done.getCommandId()));
    }

    @Test
    void aCommandThatCannotBeCarriedOutIsLoggedAndADeadLetter() {
        // Given
        apply(LearningRecords.task("cat", "dog"));

        // When
        command(CommandKind.ROLLBACK, 99L);
        command(CommandKind.UNPIN, null);

        // Then
        assertThat(promotions.subList(1, 3)).allMatch(p -> p.getOutcome() == PromotionOutcome.REJECTED);
        assertThat(promotions.get(1).getReason()).contains("version 99", "[1]", "operator");
        assertThat(reasons()).containsExactly("RETRAIN REJECTED_COMMAND", "RETRAIN REJECTED_COMMAND");
    }

    @Test
    void keepsAnImportedVersionBesideItsOwnUntilSomebodyRollsOverToIt() {
        // Given version 2, which saw "a", carried away, and version 3, which saw "b" too
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        settle();
        AdapterVersion carried = versions().get(1);
        example("b", "cat");
        settle();
        long champion = champion();

        // When it is brought back
        importing(carried);

        // Then it has a number of its own, and nothing else has changed
        AdapterVersion taken = versions().get(versions().size() - 1);
        assertThat(taken.getVersion()).isGreaterThan(champion);
        assertThat(taken.getTensorsSha256()).isEqualTo(carried.getTensorsSha256());
        assertThat(taken.getLineage().getTrigger()).isEqualTo("import");
        assertThat(taken.getLineage().getShots()).containsExactly("a");
        assertThat(last().getOutcome()).isEqualTo(PromotionOutcome.IMPORTED);
        assertThat(champion()).isEqualTo(champion);

        // And it can be put in use, until an image that it had seen is withdrawn
        command(CommandKind.ROLLBACK, taken.getVersion());
        assertThat(champion()).isEqualTo(taken.getVersion());
        withdraw("a");
        settle();
        assertThat(champion()).isNotEqualTo(taken.getVersion());
    }

    @Test
    void takesInNoVersionOfAnotherClassListAndNoDamagedOne() {
        // Given
        apply(LearningRecords.task("cat", "owl"));
        AdapterVersion ofOthers = versions().get(0);
        apply(LearningRecords.task("cat", "dog"));
        AdapterVersion own = versions().get(1);
        byte[] tensors = new byte[own.getTensors().remaining()];
        own.getTensors().duplicate().get(tensors);
        tensors[tensors.length - 1] ^= 1;
        int before = versions().size();

        // When
        importing(ofOthers);
        importing(AdapterVersion.newBuilder(own)
                .setTensors(ByteBuffer.wrap(tensors))
                .build());
        command(CommandKind.IMPORT, null);

        // Then
        assertThat(versions()).hasSize(before);
        assertThat(promotions)
                .filteredOn(p -> p.getOutcome() == PromotionOutcome.REJECTED)
                .extracting(Promotion::getReason)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("class-list revision"),
                        reason -> assertThat(reason).contains("tensorsSha256"));
        assertThat(reasons())
                .containsExactly("RETRAIN REJECTED_COMMAND", "RETRAIN REJECTED_COMMAND", "RETRAIN INVALID_FIELD");
    }

    @Test
    void aNewClassListStartsFromItsZeroShotHeadAndLearnsFromTheExamplesThatRemain() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        example("b", "cat");
        settle();

        // When
        apply(LearningRecords.task("dog", "owl"));

        // Then
        assertThat(versions()).extracting(AdapterVersion::getMethod).endsWith("zero-shot", "residual-least-squares");
        AdapterVersion refit = versions().get(versions().size() - 1);
        assertThat(refit.getLabels()).containsExactly("dog", "owl");
        assertThat(refit.getLineage().getExamples()).isEqualTo(1);
        command(CommandKind.ROLLBACK, 2L);
        assertThat(last().getReason()).contains("another class list");
    }

    @Test
    void aNewPolicyReachesTheScorersByThePointer() {
        // Given
        apply(LearningRecords.task("cat", "dog"));

        // When
        ScoringPolicy policy = ScoringPolicy.newBuilder().setTop(2).build();
        apply(TaskSpec.newBuilder(LearningRecords.task("cat", "dog"))
                .setPolicy(policy)
                .build());

        // Then
        assertThat(adapters).hasSize(3);
        assertThat(pointer(2).getPolicy().getTop()).isEqualTo(2);
        assertThat(pointer(2).getVersion()).isEqualTo(1);
    }

    @Test
    void challengersWaitForTheirTurnAndAreJudgedAtTheGate() {
        // Given a task with a challenger
        TaskSpec spec = TaskSpec.newBuilder(LearningRecords.task("cat", "dog"))
                .setMethod("zero-shot")
                .setChallengers(List.of("residual-least-squares"))
                .build();
        apply(spec);
        for (int i = 0; i < 50; i++) {
            example("image-" + i, i % 2 == 0 ? "cat" : "dog");
        }

        // When the challenger is in work, after a quiet moment, a correction does not wait for it
        settle();
        assertThat(background).isEmpty();
        driver.advance(QUIET);
        assertThat(background).hasSize(1);
        long before = champion();
        example("image-50", "cat");
        settle();
        assertThat(champion()).isEqualTo(before + 1);
        settleChallengers();

        // Then
        assertThat(promotions)
                .filteredOn(promotion -> promotion.getMethod().equals("residual-least-squares"))
                .singleElement()
                .satisfies(promotion -> {
                    assertThat(promotion.getBy()).isEqualTo("gate:challenger");
                    assertThat(promotion.getFigures()).containsKeys("outOfFoldAccuracy", "zeroShotAccuracy");
                });
        // And once more with the example that came meanwhile, but not without anything new
        driver.advance(INTERVAL);
        settleChallengers();
        driver.advance(INTERVAL);
        settleChallengers();
        assertThat(promotions)
                .filteredOn(p -> p.getBy().equals("gate:challenger"))
                .extracting(p -> p.getFigures().get("audited"))
                .containsExactly(50.0, 51.0);
    }

    @Test
    void oldVersionsLeaveButNeverTheChampionNorTheZeroShotHead() {
        // Given, When: six versions, of which three are kept
        apply(withoutInstantVersions("cat", "dog"));
        for (int i = 0; i < 5; i++) {
            example("image-" + i, i % 2 == 0 ? "cat" : "dog");
            settle();
        }

        // Then
        List<String> gone = adapters.stream()
                .filter(record -> record.value() == null)
                .map(TestRecord::key)
                .toList();
        assertThat(gone).containsExactly("animals/2", "animals/3", "animals/4");
        assertThat(champion()).isEqualTo(6);
    }

    @Test
    void anEndedTaskTakesItsVersionsAwayAndTheirNumbersAreNotUsedAgain() {
        // Given
        apply(LearningRecords.task("cat", "dog"));
        adapters.clear();

        // When
        driver.send(topics.tasks(), TASK, null);
        settle();

        // Then
        assertThat(adapters).extracting(TestRecord::key).containsExactly("animals", "animals/1");
        assertThat(adapters).allMatch(record -> record.value() == null);
        adapters.clear();
        apply(LearningRecords.task("cat", "dog"));
        assertThat(version(0).getVersion()).isEqualTo(2);
    }

    @Test
    void garbageBecomesDeadLettersAndTheStreamGoesOn() {
        // Given
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);

        // When
        driver.sendRaw(topics.tasks(), TASK, garbage);
        driver.sendRaw(topics.commands(), TASK, garbage);
        driver.sendRaw(topics.fewShotBuffer(), TASK, garbage);
        driver.sendRaw(topics.adapters(), TASK, garbage);
        driver.send(topics.tasks(), "other", LearningRecords.task("cat", "dog"));
        driver.send(topics.tasks(), TASK, LearningRecords.task("cat", "cat"));
        driver.send(
                topics.tasks(),
                TASK,
                TaskSpec.newBuilder(LearningRecords.task("cat"))
                        .setMethod("magic")
                        .build());
        driver.send(topics.commands(), "other", commandOf(CommandKind.PIN, 1L));
        driver.send(topics.commands(), TASK, commandOf(CommandKind.UNKNOWN, 1L));
        driver.send(topics.fewShotBuffer(), "other/a", LearningRecords.example("a", "dog"));
        apply(LearningRecords.task("cat", "dog"));

        // Then
        assertThat(reasons())
                .containsExactly(
                        "RETRAIN UNDECODABLE",
                        "RETRAIN UNDECODABLE",
                        "RETRAIN UNDECODABLE",
                        "RETRAIN UNDECODABLE",
                        "RETRAIN INVALID_FIELD",
                        "RETRAIN INVALID_FIELD",
                        "RETRAIN INVALID_FIELD",
                        "RETRAIN INVALID_FIELD",
                        "RETRAIN INVALID_FIELD",
                        "RETRAIN BAD_KEY");
        assertThat(champion()).isEqualTo(1);
    }

    @Test
    void recordsTooLargeForADeadLetterAreTrimmedAndTheStreamGoesOn() {
        // Given
        byte[] huge = new byte[2 << 20];

        // When
        driver.sendRaw(topics.tasks(), TASK, huge);
        driver.sendRaw(topics.commands(), TASK, huge);
        driver.sendRaw(topics.adapters(), TASK, huge);
        driver.send(
                topics.commands(),
                TASK,
                Command.newBuilder(commandOf(CommandKind.PIN, 99L))
                        .setReason("r".repeat(70_000))
                        .build());
        apply(LearningRecords.task("cat", "dog"));

        // Then
        List<TestRecord<byte[], byte[]>> letters = driver.deadLetters(topics);
        assertThat(letters)
                .extracting(LearningDriver::reason)
                .containsExactly(
                        "RETRAIN INVALID_FIELD",
                        "RETRAIN INVALID_FIELD",
                        "RETRAIN UNDECODABLE",
                        "RETRAIN INVALID_FIELD");
        assertThat(letters.subList(0, 3)).allSatisfy(letter -> {
            assertThat(letter.value()).isNull();
            assertThat(Long.parseLong(LearningDriver.header(letter, LetterHeaders.OMITTED)))
                    .isGreaterThan(2 << 20);
        });
        assertThat(champion()).isEqualTo(1);
    }

    @Test
    void anExampleWithABadFeatureTakesTheImagesEarlierOneAway() {
        // Given a fit in work on a and b
        apply(LearningRecords.task("cat", "dog"));
        example("a", "dog");
        example("b", "cat");
        driver.advance(TICK);

        // When
        driver.send(
                topics.fewShotBuffer(),
                "animals/a",
                Example.newBuilder(LearningRecords.example("a", "cat"))
                        .setFeature(ByteBuffer.wrap(new byte[] {1}))
                        .build());
        settle();

        // Then
        assertThat(reasons()).containsExactly("RETRAIN INVALID_FIELD");
        assertThat(versions()).extracting(AdapterVersion::getVersion).containsExactly(1L, 2L);
        assertThat(version(2).getLineage().getAdded()).containsExactly("b");
    }

    @Test
    void aVersionTooLargeForItsTopicIsRefusedOnce() {
        // Given a topic that takes versions of 33,000 bytes
        stop();
        start(Topics.of("", new TopicSizes(1, 1, 66_000), LearningRecords.SERDES));
        apply(LearningRecords.task("cat", "dog"));

        // When: image ids that together exceed it stand in the lineage
        for (int i = 10; i < 50; i++) {
            example(i + "i".repeat(1_000), "dog");
        }
        settle();
        driver.advance(INTERVAL);
        settle();

        // Then
        assertThat(promotions).hasSize(2);
        assertThat(last().getOutcome()).isEqualTo(PromotionOutcome.REFUSED);
        assertThat(last().getBy()).isEqualTo("gate:size");
        assertThat(last().getReason()).contains("topics.max.record.bytes");
        assertThat(champion()).isEqualTo(1);
    }

    @Test
    void aHeadTooLargeForItsTopicIsRefusedOnceAndTheNextClassListCounts() {
        // Given
        stop();
        start(Topics.of("", new TopicSizes(1, 1, 66_000), LearningRecords.SERDES));

        // When
        String[] longLabels =
                IntStream.range(100, 260).mapToObj(i -> i + "d".repeat(240)).toArray(String[]::new);
        apply(LearningRecords.task(longLabels));
        driver.advance(INTERVAL);
        settle();
        apply(LearningRecords.task(longLabels));

        // Then
        assertThat(promotions).extracting(Promotion::getBy).containsExactly("gate:size");
        assertThat(adapters).isEmpty();
        apply(LearningRecords.task("cat", "dog"));
        assertThat(champion()).isEqualTo(1);
    }

    @Test
    void aVersionThatNoScorerCanUseIsADeadLetter() {
        // Given a good version, and the same with a changed tensor byte
        apply(LearningRecords.task("cat", "dog"));
        AdapterVersion good = version(0);
        byte[] tensors = good.getTensors().array().clone();
        tensors[tensors.length - 1] ^= 1;
        AdapterVersion bad = AdapterVersion.newBuilder(good)
                .setTensors(ByteBuffer.wrap(tensors))
                .build();

        // When
        driver.send(topics.adapters(), "animals/1", new AdapterRecord(good));
        driver.send(topics.adapters(), "animals/1", new AdapterRecord(bad));

        // Then
        assertThat(reasons()).containsExactly("RETRAIN INVALID_ADAPTER");
    }

    @Test
    void aPublishedVersionLoadsAndAnswersTheCorrectionItWasFittedTo() throws Exception {
        // Given an image that plain CLIP takes for something else
        apply(LearningRecords.task("cat", "dog"));
        float[] image = LearningRecords.feature("cat");

        // When it is corrected
        driver.send(topics.fewShotBuffer(), "animals/cat", LearningRecords.example("cat", "dog"));
        settle();

        // Then
        float[] before = new float[2];
        float[] after = new float[2];
        AdapterMethods.load(AdapterRecords.artifact(version(0))).probabilities(image, 1, before);
        AdapterMethods.load(AdapterRecords.artifact(version(2))).probabilities(image, 1, after);
        assertThat(before[1]).isLessThan(0.5f);
        assertThat(after[1]).isGreaterThan(0.5f);
    }

    private static TaskSpec withoutInstantVersions(String... labels) {
        return TaskSpec.newBuilder(LearningRecords.task(labels))
                .setMethod("kernel-ridge")
                .build();
    }

    private void apply(TaskSpec spec) {
        driver.send(topics.tasks(), TASK, spec);
        settle();
    }

    private void example(String imageId, String label) {
        driver.send(topics.fewShotBuffer(), "animals/" + imageId, LearningRecords.example(imageId, label));
    }

    private void withdraw(String imageId) {
        driver.sendRaw(
                topics.fewShotBuffer(),
                "animals/" + imageId,
                null,
                new RecordHeaders(SelectCause.WITHDRAWN.headers().toArray()));
    }

    private void command(CommandKind kind, Long version) {
        driver.send(topics.commands(), TASK, commandOf(kind, version));
        read();
    }

    private void importing(AdapterVersion version) {
        Command command = Command.newBuilder(commandOf(CommandKind.IMPORT, null))
                .setImported(version)
                .build();
        driver.send(topics.commands(), TASK, command);
        read();
    }

    private static Command commandOf(CommandKind kind, Long version) {
        return Command.newBuilder()
                .setCommandId(UUID.randomUUID())
                .setTask(TASK)
                .setKind(kind)
                .setVersion(version)
                .setActor("operator")
                .setAt(Instant.EPOCH)
                .build();
    }

    /** Runs fits and looks until nothing is left to do. */
    private void settle() {
        driver.advance(TICK);
        while (!work.isEmpty()) {
            work.remove().run();
            driver.advance(TICK);
            driver.advance(TICK);
        }
        read();
    }

    private void settleChallengers() {
        while (!background.isEmpty()) {
            background.remove().run();
            driver.advance(TICK);
        }
        settle();
    }

    private void read() {
        adapters.addAll(driver.read(topics.adapters()));
        driver.read(topics.promotions()).forEach(record -> promotions.add(record.value()));
    }

    private AdapterVersion version(int index) {
        return (AdapterVersion) adapters.get(index).value().getContent();
    }

    private ChampionPointer pointer(int index) {
        return (ChampionPointer) adapters.get(index).value().getContent();
    }

    private List<AdapterVersion> versions() {
        return adapters.stream()
                .filter(record -> record.value() != null && record.value().getContent() instanceof AdapterVersion)
                .map(record -> (AdapterVersion) record.value().getContent())
                .toList();
    }

    private long champion() {
        return adapters.stream()
                .filter(record -> record.key().equals(TASK))
                .reduce((first, second) -> second)
                .map(record -> ((ChampionPointer) record.value().getContent()).getVersion())
                .orElseThrow();
    }

    private Promotion last() {
        return promotions.get(promotions.size() - 1);
    }

    private List<String> reasons() {
        return driver.deadLetters(topics).stream().map(LearningDriver::reason).toList();
    }
}
