package io.clipstream.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://images.example.com/a.jpg",
                "https://IMAGES.example.COM/a.jpg?sig=1",
                "https://images.example.com:443/a",
                "https://a.b.cdn.example.com/x/../y",
                "https://store.example.com:8443/",
                "https://93.184.216.34/",
            })
    void allowsWhatARuleNames(String uri) {
        assertThat(refusal(uri)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cdn.example.com/",
                "https://evilcdn.example.com.evil.test/",
                "https://notcdn.example.com/",
                "https://images.example.com.evil.test/",
                "https://images.example.com./",
                "https://images.example.com:8443/",
                "https://store.example.com/",
                "https://user@images.example.com/",
                "https://images.example.com@evil.test/",
                "https://images.example.com%40evil.test/",
                "https://images.example.com:443@evil.test/",
                "https://user:pass@images.example.com/",
                "https://images.example.com/#fragment",
                "https://images.example.com\\@evil.test/",
                "https://images.example.com evil.test/",
                "https://im\u00e4ges.example.com/",
                "https://images\u3002example.com/",
                "https:images.example.com/a",
                "https:///a",
                "https://:443/a",
                "//images.example.com/a",
                "images.example.com/a",
                "http://images.example.com/a",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://017700000001/",
                "https://127.1/",
                "https://93.184.216.034/",
                "https://093.184.216.34/",
                "https://[::1]/",
                "https://[::ffff:93.184.216.34]/",
                "https://[fe80::1%25eth0]/",
                "",
                "\u0000",
                "https://",
            })
    void refusesEverythingElse(String uri) {
        assertThat(refusal(uri)).as(uri).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.*",
                "*.",
                "a b",
                "https://a",
                "a/b",
                "a:0",
                "a:65536",
                "a:x",
                "a.",
                "*a.com",
                "a..",
                "-a:1x"
            })
    void readsNoRuleThatMightMeanSomethingElse(String text) {
        if (text.equals("*")) {
            assertThat(HostRule.parse(text).matches("anything", 443, 443)).isTrue();
            assertThat(HostRule.parse(text).matches("anything", 22, 443)).isFalse();
        } else {
            assertThatThrownBy(() -> HostRule.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void allowsHttpOnlyWhereItIsAskedFor() {
        List<HostRule> hosts = List.of(HostRule.parse("images.example.com"));
        WebPolicy both = new WebPolicy(new WebRules(hosts, true, List.of()));

        assertThat(refusal(both, "http://images.example.com/a")).isEmpty();
        assertThat(refusal(both, "http://images.example.com:443/a")).contains("port 443");
    }

    private static String refusal(String uri) {
        List<HostRule> hosts = Stream.of(
                        "images.example.com", "*.cdn.example.com", "store.example.com:8443", "93.184.216.34")
                .map(HostRule::parse)
                .toList();
        return refusal(new WebPolicy(new WebRules(hosts, false, List.of())), uri);
    }

    private static String refusal(WebPolicy policy, String uri) {
        try {
            policy.check(Address.parse(uri));
            return "";
        } catch (FetchException e) {
            return e.getMessage();
        }
    }
}
