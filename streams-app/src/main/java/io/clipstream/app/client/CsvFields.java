package io.clipstream.app.client;

import java.util.ArrayList;
import java.util.List;

/** Splits a line of comma-separated values (RFC 4180, but no field goes over several lines). */
final class CsvFields {
    private CsvFields() {}

    /** The fields, without blanks around those that are not quoted. */
    static List<String> of(String line) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (true) {
            int begin = at;
            while (begin < line.length() && line.charAt(begin) == ' ') {
                begin++;
            }
            if (begin < line.length() && line.charAt(begin) == '"') {
                StringBuilder field = new StringBuilder();
                at = quoted(line, begin + 1, field);
                fields.add(field.toString());
            } else {
                int comma = line.indexOf(',', begin);
                at = comma < 0 ? line.length() : comma;
                fields.add(line.substring(begin, at).strip());
            }
            if (at == line.length()) {
                return fields;
            }
            at++;
        }
    }

    /** Reads up to the closing quote; returns the place of the comma behind it, or of the end. */
    private static int quoted(String line, int begin, StringBuilder field) {
        int at = begin;
        while (true) {
            int quote = line.indexOf('"', at);
            if (quote < 0) {
                throw new IllegalArgumentException("a quote is not closed");
            }
            field.append(line, at, quote);
            at = quote + 1;
            if (at < line.length() && line.charAt(at) == '"') {
                field.append('"');
                at++;
                continue;
            }
            int rest = at;
            while (rest < line.length() && line.charAt(rest) == ' ') {
                rest++;
            }
            if (rest < line.length() && line.charAt(rest) != ',') {
                throw new IllegalArgumentException("a comma was expected after a closing quote");
            }
            return rest;
        }
    }
}
