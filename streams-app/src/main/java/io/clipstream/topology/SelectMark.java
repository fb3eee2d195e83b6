package io.clipstream.topology;

import io.clipstream.schemas.Command;
import io.clipstream.schemas.CommandKind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What select writes into the few-shot buffer when it has carried out a command: a tombstone under the task's own name,
 * behind everything that the command changed there.
 *
 * <p>Whoever reads the buffer knows by it that there is nothing more to come. The tombstones of images that a command to
 * forget took away name the command too.
 *
 * @param commandId the command; a UUID
 * @param kind what was asked: {@code FORGET} or {@code REEMBED}
 * @param imageId the image that it names; null where it names none
 * @param said who asked, and why
 */
public record SelectMark(String commandId, CommandKind kind, String imageId, String said) {
    private static final String COMMAND = "clipstream.command";
    private static final String KIND = "clipstream.kind";
    private static final String IMAGE = "clipstream.image";
    private static final String SAID = "clipstream.said";

    static SelectMark of(Command command) {
        return new SelectMark(
                command.getCommandId().toString(),
                command.getKind(),
                command.getImageId(),
                command.getReason().isBlank() ? command.getActor() : command.getActor() + ": " + command.getReason());
    }

    /** The mark in the headers of a tombstone under a task's name; empty where there is none that select writes. */
    public static Optional<SelectMark> of(Headers headers) {
        return commandOf(headers).flatMap(command -> kindOf(headers)
                .map(kind -> new SelectMark(
                        command,
                        kind,
                        text(headers, IMAGE).orElse(null),
                        text(headers, SAID).orElse(""))));
    }

    /** The command to forget that took an image away, by its tombstone's headers. */
    static Optional<String> commandOf(Headers headers) {
        return text(headers, COMMAND).filter(SelectMark::isUuid);
    }

    /** Whether the command is answered in the promotion log: it may have touched versions. */
    boolean isAnswered() {
        return kind == CommandKind.FORGET;
    }

    /** Has a tombstone name the command that took its image away. */
    void name(Headers headers) {
        add(headers, COMMAND, commandId);
    }

    /** The headers of the mark itself. */
    Headers headers() {
        Headers headers = new RecordHeaders();
        name(headers);
        add(headers, KIND, kind.name());
        add(headers, SAID, said);
        if (imageId != null) {
            add(headers, IMAGE, imageId);
        }
        return headers;
    }

    private static Optional<CommandKind> kindOf(Headers headers) {
        return text(headers, KIND).flatMap(name -> Stream.of(CommandKind.FORGET, CommandKind.REEMBED)
                .filter(kind -> kind.name().equals(name))
                .findFirst());
    }

    /** Anybody may write headers. */
    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
