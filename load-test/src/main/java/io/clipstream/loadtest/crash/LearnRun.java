package io.clipstream.loadtest.crash;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.TaskDesk;
import io.clipstream.app.client.TopicAdmin;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One crash run of the collect and retrain roles: numbered predictions and corrections flow while they are hurt, and at the
 * end buffer and versions are held against what the corrections say and against a run without faults; one thread.
 */
final class LearnRun {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration SETTLE = Duration.ofMinutes(3);
    private static final String ROLES = "collect,retrain";
    private static final double FAST = 2_000;

    private final CrashOptions options;
    private final Setup setup;
    private final Setup calm;
    private final PrintWriter log;
    private final LearnScript script;
    private final Disturbances disturbances = new Disturbances();

    /** {@code calm} is the deployment of the run without faults. */
    LearnRun(CrashOptions options, Setup setup, Setup calm, PrintWriter log) {
        this.options = options;
        this.setup = setup;
        this.calm = calm;
        this.log = log;
        this.script = new LearnScript(options.seed());
    }

    /** Runs it against a cluster that is up. */
    LearnResult run() throws IOException, InterruptedException {
        Deployment deployment = prepare(setup);
        Instances learners = new Instances(setup, ROLES, options.perBatch(), disturbances);
        LearnSender sender = new LearnSender(deployment, script, options.rate(), Integer.MAX_VALUE / 2);
        Thread sending = new Thread(sender, "crash-sender");
        sending.setDaemon(true);
        try (LearnView view = new LearnView(deployment)) {
            for (int i = 0; i < options.instances(); i++) {
                learners.add();
            }
            apply(deployment);
            sending.start();
            return measure(learners, view, sender, sending);
        } finally {
            sender.stop();
            learners.close();
        }
    }

    private LearnResult measure(Instances learners, LearnView view, LearnSender sender, Thread sending)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Agenda agenda = new Agenda();
        FaultInjector injector =
                new FaultInjector(learners, new Brokers(setup.cluster(), agenda, disturbances), agenda, log);
        injector.run(FaultPlan.of(options.seed(), options.faults(), options.instances()));
        long last = System.nanoTime();
        sender.stop();
        sending.join();
        log.println("the faults are over; waiting for the last corrections");
        LearnOracle oracle = new LearnOracle(script, sender.images(), Setup.PER_CLASS, Setup.SAMPLE);
        settle(learners, view, oracle, LearnAccount::isLearnt);
        long end = System.nanoTime();
        long differences = differencesFromCalm(view, oracle, sender.images());
        settle(learners, view, oracle, LearnAccount::isRight);
        LearnAccount account = LearnAccount.of(oracle, view, log);
        Map<String, Integer> byFault = new TreeMap<>();
        injector.done().forEach((fault, count) -> byFault.put(fault.word(), count));
        return new LearnResult(
                setup.guarantee().word(),
                setup.protocol(),
                options.seed(),
                sender.sent(),
                view.buffer().size()
                        + view.letters().values().stream()
                                .mapToInt(reasons -> reasons.size())
                                .sum(),
                account.lost(),
                account.duplicated(),
                LearnAccount.sum(view, LearnHistory::backwards),
                account.different(),
                account.championsBehind(),
                differences,
                LearnAccount.sum(view, LearnHistory::dangling),
                LearnAccount.sum(view, LearnHistory::repeatedPromotions)
                        + LearnAccount.sum(view, LearnHistory::unmatchedPromotions),
                LearnAccount.sum(view, LearnHistory::versions),
                options.faults(),
                byFault,
                learners.brokeDown(),
                learners.killedOnStop(),
                (end - begin) / 1e9,
                (end - last) / 1e9);
    }

    /** The same corrections once more, in another deployment that nobody hurts. */
    private long differencesFromCalm(LearnView hurt, LearnOracle oracle, int images)
            throws IOException, InterruptedException {
        log.println("the same corrections once more, without faults");
        Deployment deployment = prepare(calm);
        Instances learners = new Instances(calm, ROLES, options.perBatch(), disturbances);
        try (LearnView view = new LearnView(deployment)) {
            learners.add();
            apply(deployment);
            new LearnSender(deployment, script, FAST, images).run();
            settle(learners, view, oracle, LearnAccount::isLearnt);
            return LearnAccount.differences(hurt, view, log);
        } finally {
            learners.close();
        }
    }

    private static Deployment prepare(Setup setup) {
        Deployment deployment = setup.deployment();
        try (TopicAdmin topics = new TopicAdmin(deployment)) {
            topics.apply();
        }
        return deployment;
    }

    private static void apply(Deployment deployment) {
        TaskDesk desk = new TaskDesk(deployment);
        LearnAccount.tasks().forEach(task -> desk.apply(Setup.task(task), START));
    }

    /** Until all is as it must be, or nothing has changed for so long that nothing will. */
    private static void settle(Instances learners, LearnView view, LearnOracle oracle, Predicate<LearnAccount> settled)
            throws IOException, InterruptedException {
        LearnAccount last = null;
        long changed = System.nanoTime();
        while (System.nanoTime() - changed < SETTLE.toNanos()) {
            learners.tend();
            TimeUnit.MILLISECONDS.sleep(500);
            view.read();
            LearnAccount account = LearnAccount.of(oracle, view);
            if (settled.test(account)) {
                return;
            }
            if (!account.equals(last)) {
                last = account;
                changed = System.nanoTime();
            }
        }
    }
}
