package io.clipstream.clip;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What kind of file some bytes are, told by their first ones. */
enum ImageFormat {
    JPEG("JPEG"),
    PNG("PNG"),
    GIF("GIF"),
    BMP("BMP"),
    WEBP("WebP"),
    TIFF("TIFF"),
    HEIC("HEIC"),
    AVIF("AVIF"),
    JPEG_2000("JPEG 2000"),
    JPEG_XL("JPEG XL"),
    ICO("ICO"),
    PHOTOSHOP("Photoshop"),
    NETPBM("Netpbm"),
    PDF("PDF"),
    SVG("SVG"),
    HTML("HTML"),
    ISO_MEDIA("MP4 or QuickTime"),
    UNKNOWN("unknown");

    private final String words;

    ImageFormat(String words) {
        this.words = words;
    }

    /** Its name for people. */
    String words() {
        return words;
    }

    static ImageFormat of(byte[] bytes) {
        // Latin-1 keeps every byte, so that signatures compare as strings.
        String head = new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        } else if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        } else if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return GIF;
        } else if (head.startsWith("BM")) {
            return BMP;
        } else if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return WEBP;
        } else if (head.startsWith("II*\0") || head.startsWith("MM\0*") || head.startsWith("II+\0")) {
            return TIFF;
        } else if (head.startsWith("ftyp", 4)) {
            return isoMedia(head);
        } else if (head.startsWith("\0\0\0\fjP  ") || head.startsWith("\u00ff\u004f\u00ff\u0051")) {
            return JPEG_2000;
        } else if (head.startsWith("\u00ff\n") || head.startsWith("\0\0\0\fJXL ")) {
            return JPEG_XL;
        } else if (head.startsWith("\0\0\1\0")) {
            return ICO;
        } else if (head.startsWith("8BPS")) {
            return PHOTOSHOP;
        } else if (head.matches("(?s)P[1-7]\\s.*")) {
            return NETPBM;
        } else if (head.startsWith("%PDF")) {
            return PDF;
        }
        return markup(head.toLowerCase(Locale.ROOT));
    }

    private static ImageFormat isoMedia(String head) {
        if (head.startsWith("avi", 8)) {
            return AVIF;
        }
        return head.startsWith("he", 8) || head.startsWith("mif1", 8) || head.startsWith("msf1", 8) ? HEIC : ISO_MEDIA;
    }

    private static ImageFormat markup(String head) {
        if (head.contains("<svg")) {
            return SVG;
        }
        return head.contains("<html") || head.contains("<!doctype html") ? HTML : UNKNOWN;
    }
}
