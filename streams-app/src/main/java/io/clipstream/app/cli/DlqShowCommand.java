package io.clipstream.app.cli;

import io.clipstream.app.client.Deployment;
import io.clipstream.app.client.RefusedException;
import io.clipstream.app.letters.Letter;
import io.clipstream.app.letters.LetterContent;
import io.clipstream.app.letters.LetterDesk;
import io.clipstream.app.letters.LetterId;
import io.clipstream.serde.RegistryFaultException;
import io.clipstream.topology.LetterHeaders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one dead letter with its record. */
@Command(name = "show", description = "Shows one dead letter: its headers, and its record as far as it can be read.")
final class DlqShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(
            paramLabel = "ID",
            converter = LetterIdConverter.class,
            description = "Partition/offset, as 'dlq list' shows it.")
    private LetterId id;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Writes the image into a new file; the raw value where there is no image to be read.")
    private Path file;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    private LetterContent content;

    @Override
    public Integer call() {
        Deployment deployment = options.deployment();
        content = new LetterContent(deployment.topics());
        new LetterDesk(deployment).show(id, this::show);
        return CommandLines.OK;
    }

    private void show(
            Letter letter, ConsumerRecord<byte[], byte[]> record, Optional<ConsumerRecord<byte[], byte[]>> original) {
        Map<String, Object> view = LetterView.of(letter);
        view.put("message", LetterHeaders.text(record.headers(), LetterHeaders.MESSAGE));
        view.put("replayOf", LetterHeaders.replayOf(record.headers()));
        view.put("remedy", LetterView.remedy(letter.reason()));
        byte[] value = original.map(ConsumerRecord::value).orElse(null);
        view.put("original", place(letter, original.isPresent()));
        view.put("headers", headers(original.orElse(record)));
        Optional<SpecificRecord> decoded = decode(letter, value, view);
        if (value == null) {
            view.put("value", null);
        } else if (decoded.isPresent()) {
            view.put("value", AvroView.of(decoded.get()));
        } else {
            view.put("value", AvroView.head(value));
        }
        if (file != null) {
            byte[] image = decoded.flatMap(LetterContent::image).orElse(null);
            view.put("saved", save(image == null ? value : image, image != null));
        }
        print(view);
    }

    private static String place(Letter letter, boolean there) {
        if (!letter.omitted()) {
            return "in the letter";
        }
        return there ? "left out of the letter, and still on its topic" : "left out of the letter, and gone";
    }

    private static Map<String, Object> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, Object> headers = new LinkedHashMap<>();
        LetterHeaders.withoutOurs(record.headers())
                .forEach(header -> headers.put(header.key(), AvroView.text(header.value())));
        return headers;
    }

    private Optional<SpecificRecord> decode(Letter letter, byte[] value, Map<String, Object> view) {
        try {
            return content.decode(letter.source().topic(), value);
        } catch (RegistryFaultException e) {
            view.put("registry", "cannot be asked, so the value is not decoded: " + e.getMessage());
            return Optional.empty();
        }
    }

    private String save(byte[] bytes, boolean image) {
        if (bytes == null) {
            throw new RefusedException("the letter " + id + " has no value to be saved");
        }
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException("the file " + file + " is there already, and is left as it is", e);
        } catch (IOException e) {
            throw new RefusedException("the file " + file + " cannot be written: " + e.getMessage(), e);
        }
        return file + ": " + bytes.length + " bytes, " + (image ? "the image" : "the raw value");
    }

    private void print(Map<String, Object> view) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(view));
            return;
        }
        view.forEach((name, value) -> out.printf(
                "%-12s %s%n",
                name, value instanceof Map<?, ?> ? Json.line(value) : Printable.line(String.valueOf(value), 4096)));
    }
}
