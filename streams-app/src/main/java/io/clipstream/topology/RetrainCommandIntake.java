package io.clipstream.topology;

import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;

/** Takes in commands, each id once, and has those carried out that are not for select. Belongs to one stream thread. */
final class RetrainCommandIntake {
    private final IncomingDecoder<Command> decoder;
    private final RetrainState state;
    private final RetrainCommands desk;
    private final RetrainLetters letters;
    private final Clock clock;

    RetrainCommandIntake(Topics topics, RetrainState state, RetrainCommands desk, RetrainLetters letters, Clock clock) {
        this.decoder = new IncomingDecoder<>(topics.commands());
        this.state = state;
        this.desk = desk;
        this.letters = letters;
        this.clock = clock;
    }

    /** Takes a record in; what is wrong with it is told by its dead letter. */
    void take(Record<byte[], byte[]> record, SourcePosition at) {
        Incoming<Command> incoming = decoder.decode(record.key(), record.value());
        if (incoming.isRefused()) {
            letters.refuse(record, at, incoming.reason(), incoming.message());
            return;
        }
        if (incoming.value() == null) {
            letters.refuse(record, at, Reason.UNEXPECTED_TOMBSTONE, "a command has a value");
            return;
        }
        Command command = incoming.value();
        Optional<String> problem = RetrainCommands.problem(incoming.key(), command);
        if (problem.isEmpty() && command.getKind() != CommandKind.IMPORT) {
            // Only a version may be large.
            problem = StreamsRecords.tooLarge(record, StreamsRecords.LARGEST_COMMAND);
        }
        if (problem.isPresent()) {
            letters.refuse(record, at, Reason.INVALID_FIELD, problem.get());
            return;
        }
        if (letters.isElsewhere(record, at, command.getTask())) {
            return;
        }
        if (!RetrainCommands.isForSelect(command)
                && state.isNew(command.getTask(), command.getCommandId().toString(), clock.millis())) {
            desk.carryOut(state.known(command.getTask()), command)
                    .ifPresent(why -> letters.refuse(record, at, Reason.REJECTED_COMMAND, why));
        }
    }
}
