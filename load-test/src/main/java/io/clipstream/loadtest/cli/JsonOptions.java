package io.clipstream.loadtest.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The flag that asks for a result as JSON. */
public class JsonOptions {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--json", description = "End with one JSON object.")
    private boolean json;

    /** Prints a result: its text, or the object itself as JSON. */
    public final void print(PrintWriter out, Object result, String text) throws JsonProcessingException {
        out.println(json ? JSON.writeValueAsString(result) : text);
    }

    /** Prints a result as JSON, if that is asked for, and nothing otherwise. */
    public final void printJson(PrintWriter out, Object result) throws JsonProcessingException {
        if (json) {
            out.println(JSON.writeValueAsString(result));
        }
    }
}
