package io.clipstream.loadtest.run.system;

import io.clipstream.app.client.AdapterCatalogue;
import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.client.TaskFile;
import io.clipstream.app.client.TopicReader;
import io.clipstream.app.quickstart.Installation;
import io.clipstream.schemas.TaskClass;
import io.clipstream.schemas.TaskSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Applies many tasks like the demo task at once. */
final class OwnTasks {
    private static final String DEMO = "/io/clipstream/app/quickstart/demo-task.json";

    private OwnTasks() {}

    /**
     * Sends the tasks and waits until each has a champion.
     *
     * @param names of the tasks
     * @param classes that they have; empty for the demo task's
     */
    static void apply(Deployment deployment, List<String> names, List<String> classes, Duration atMost)
            throws IOException {
        TaskSpec demo = demo();
        List<TaskClass> wanted = classes.isEmpty()
                ? demo.getClasses()
                : classes.stream()
                        .map(label -> TaskClass.newBuilder().setLabel(label).build())
                        .toList();
        var topic = deployment.topics().tasks();
        try (Producer<String, TaskSpec> producer = deployment.clients().producer(topic);
                TopicReader reader = new TopicReader(deployment.clients())) {
            for (String name : names) {
                TaskSpec spec = TaskSpec.newBuilder(demo)
                        .setTask(name)
                        .setClasses(wanted)
                        .build();
                producer.send(new ProducerRecord<>(topic.name(), name, spec));
            }
            producer.flush();
            AdapterCatalogue catalogue =
                    new AdapterCatalogue(deployment.topics().adapters());
            reader.fromBeginning(deployment.topics().adapters().name());
            boolean all = reader.await(atMost, record -> {
                catalogue.add(record);
                return catalogue.champions().size() >= names.size();
            });
            if (!all) {
                throw new RefusedException("of " + names.size() + " tasks "
                        + catalogue.champions().size() + " have a version after " + atMost.toSeconds() + " s");
            }
        }
    }

    private static TaskSpec demo() throws IOException {
        try (InputStream in = Installation.class.getResourceAsStream(DEMO)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return TaskFile.parse(DEMO, json, "clipstream-load", Instant.now());
        }
    }
}
