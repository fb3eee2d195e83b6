package io.clipstream.loadtest.fuzz;

import io.clipstream.app.client.Deployment;
import io.clipstream.schemas.Command;
import io.clipstream.schemas.Correction;
import io.clipstream.schemas.TaskSpec;
import io.clipstream.topology.TaskRules;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Says what may become of a record by reading it as any client would; one thread. */
final class Oracle {
    private final Deployment deployment;

    Oracle(Deployment deployment) {
        this.deployment = deployment;
    }

    /**
     * What may become of a record beside a dead letter.
     *
     * @param fate end of a record of that topic that can be read
     * @param trace by which that end is found
     */
    record Expected(Sent.Fate fate, String trace) {
        private static final Expected NONE = new Expected(Sent.Fate.NONE, "");
    }

    Expected expected(Target target, byte[] key, byte[] value) {
        String id = text(key);
        if (id == null || id.isEmpty()) {
            return Expected.NONE;
        }
        if (value == null) {
            return target.takesTombstones() ? new Expected(Sent.Fate.TAKEN, "") : Expected.NONE;
        }
        SpecificRecord record;
        try {
            record = (SpecificRecord)
                    target.topic(deployment.topics()).values().deserializer().deserialize("", value);
        } catch (SerializationException e) {
            return Expected.NONE;
        }
        return switch (target) {
            case IMAGES -> new Expected(Sent.Fate.SCORED, "");
            case CORRECTIONS -> new Expected(Sent.Fate.WORD, word(id, (Correction) record));
            case COMMANDS -> new Expected(Sent.Fate.COMMAND, command((Command) record));
            case TASKS ->
                TaskRules.problem(id, (TaskSpec) record).isEmpty() ? new Expected(Sent.Fate.TAKEN, "") : Expected.NONE;
            default -> new Expected(Sent.Fate.TAKEN, "");
        };
    }

    /** Names the place of an annotator's last word on an image, as collect's state does. */
    private static String word(String imageId, Correction correction) {
        return correction.getTask() + '/' + imageId + '\0' + correction.getAnnotator();
    }

    private static String command(Command command) {
        return command.getTask() + '/' + command.getCommandId();
    }

    /** The key as text; null if it is none. */
    private static String text(byte[] key) {
        try {
            return key == null
                    ? null
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(key))
                            .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
