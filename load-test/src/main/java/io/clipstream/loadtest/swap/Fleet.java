package io.clipstream.loadtest.swap;

import io.clipstream.loadtest.crash.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instances of a swap run: some stay, others come and go so that partitions move; one thread. */
final class Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final int HEAP_MEGABYTES = 128;
    /** A heap that is all there from the start, so that what grows is something else. */
    private static final List<String> OPTIONS = List.of("-Xms" + HEAP_MEGABYTES + "m", "-XX:+AlwaysPreTouch");

    private static final int MOST_GUESTS = 2;
    private static final Duration STOP = Duration.ofSeconds(30);

    private final SwapSetup setup;
    private final Duration perBatch;
    private final Random random;
    private final List<Member> running = new ArrayList<>();
    private final List<Member> all = new ArrayList<>();
    private int moves;
    private int brokeDown;

    Fleet(SwapSetup setup, Duration perBatch, long seed) {
        this.setup = setup;
        this.perBatch = perBatch;
        this.random = new Random(seed);
    }

    private static final class Member {
        private final int number;
        private final boolean guest;
        private final ChildProcess process;
        private final Path diary;
        private long endedMicros = Long.MAX_VALUE;

        Member(int number, boolean guest, ChildProcess process, Path diary) {
            this.number = number;
            this.guest = guest;
            this.process = process;
            this.diary = diary;
        }
    }

    /** Starts one more. */
    void add(boolean guest) throws IOException {
        int number = all.size() + 1;
        String name = "score-" + number;
        Path diary = setup.state().resolve(name + ".diary");
        List<String> arguments = new ArrayList<>(
                List.of(Integer.toString(number), diary.toString(), Long.toString(perBatch.toMillis())));
        arguments.addAll(setup.pairs(name));
        ChildProcess process = ChildProcess.start(
                name, InstanceMain.class, HEAP_MEGABYTES, OPTIONS, setup.state().resolve(name + ".log"), arguments);
        Member member = new Member(number, guest, process, diary);
        running.add(member);
        all.add(member);
    }

    /** Adds a guest, or ends one, now with TERM, now with KILL. */
    void move() throws IOException, InterruptedException {
        mend();
        List<Member> guests = running.stream().filter(m -> m.guest).toList();
        List<Member> scoring = new ArrayList<>();
        for (Member guest : guests) {
            // One that has not begun to score holds no partition yet: on a busy machine none ever would.
            if (story(guest).readyMicros() != Long.MAX_VALUE) {
                scoring.add(guest);
            }
        }
        boolean full = guests.size() >= MOST_GUESTS;
        if (!full && (scoring.isEmpty() || random.nextBoolean())) {
            moves++;
            add(true);
        } else if (!scoring.isEmpty()) {
            moves++;
            end(scoring.get(random.nextInt(scoring.size())));
        }
    }

    private void end(Member leaving) throws InterruptedException {
        leaving.endedMicros = InstanceDiary.micros();
        if (random.nextInt(3) == 0) {
            leaving.process.kill();
        } else {
            leaving.process.end(STOP);
        }
        running.remove(leaving);
    }

    /** Starts those again that ended by themselves, as an orchestrator does. */
    void mend() throws IOException {
        for (Member member : List.copyOf(running)) {
            if (!member.process.isAlive()) {
                brokeDown++;
                LOG.warn("{} ended by itself with code {}", member.process.name(), member.process.exitCode());
                member.endedMicros = InstanceDiary.micros();
                running.remove(member);
                add(member.guest);
            }
        }
    }

    /** Whether all that stay have told that they score. */
    boolean ready() throws IOException {
        for (Member member : running) {
            if (!member.guest && story(member).readyMicros() == Long.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    /** What every instance has told, those that are gone included. */
    List<InstanceStory> stories() throws IOException {
        List<InstanceStory> stories = new ArrayList<>();
        for (Member member : all) {
            stories.add(story(member));
        }
        return stories;
    }

    private static InstanceStory story(Member member) throws IOException {
        return InstanceStory.read(member.number, member.guest, member.endedMicros, member.diary);
    }

    /** Guests added and ended. */
    int moves() {
        return moves;
    }

    /** Instances that ended by themselves. */
    int brokeDown() {
        return brokeDown;
    }

    void close() throws InterruptedException {
        for (Member member : running) {
            member.process.kill();
        }
        running.clear();
    }
}
