package io.clipstream.claim;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;

/** The sources that are configured, by scheme; the others say which key would allow them. */
final class Sources {
    private Sources() {}

    static Map<String, Source> of(ClaimSettings settings, DnsResolver names, SSLContext tls) {
        Map<String, Source> sources = new LinkedHashMap<>();
        Source web = settings.web().hosts().isEmpty()
                ? new Closed("claim.https.hosts")
                : new WebSource(settings.web(), settings.limits(), names, tls);
        sources.put("https", web);
        sources.put("http", web);
        sources.put(
                "s3",
                settings.s3().buckets().isEmpty()
                        ? new Closed("claim.s3.buckets")
                        : new S3Source(settings.s3(), settings.limits()));
        sources.put(
                "file",
                settings.fileRoots().isEmpty() ? new Closed("claim.file.roots") : new FileSource(settings.fileRoots()));
        return sources;
    }

    /** A way that the configuration keeps closed. */
    private record Closed(String key) implements Source {
        @Override
        public void check(Address address) throws FetchException {
            throw FetchException.lasting(
                    Fetched.Cause.FORBIDDEN,
                    "the image's address is not allowed: nothing with " + address.scheme() + " is, as long as " + key
                            + " is empty");
        }

        @Override
        public Body read(Address address, Reading reading) throws FetchException {
            check(address);
            throw new IllegalStateException("nothing passes the check");
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
