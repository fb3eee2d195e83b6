package io.clipstream.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private final AddressRules open = new AddressRules(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {"93.184.216.34", "8.8.8.8", "172.15.255.255", "172.32.0.0", "2606:2800:220:1:248:1893:25c8:1946"
            })
    void allowsTheOpenInternet(String address) throws UnknownHostException {
        assertThat(open.allows(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "168.63.129.16",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::7f00:1",
                "::127.0.0.1",
                "::8.8.8.8",
                "64:ff9b::7f00:1",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::1",
                "100::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::",
                "3fff::1",
                "4000::1"
            })
    void refusesWhatIsNotOnTheOpenInternet(String address) throws UnknownHostException {
        assertThat(open.allows(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void allowsThePrivateNetworksThatAreNamed() throws UnknownHostException {
        AddressRules rules = new AddressRules(
                List.of(Network.parse("10.1.0.0/16"), Network.parse("fd00:1::/32"), Network.parse("10.9.9.9")));

        assertThat(rules.allows(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("::ffff:10.1.2.3"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("fd00:1::5"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("10.9.9.9"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("10.2.0.1"))).isFalse();
        assertThat(rules.allows(InetAddress.getByName("10.9.9.8"))).isFalse();
        assertThat(rules.allows(InetAddress.getByName("fd00:2::5"))).isFalse();
    }

    @Test
    void looksIntoTranslatedAddresses() throws UnknownHostException {
        AddressRules rules = new AddressRules(List.of(Network.parse("64:ff9b::/96")));

        assertThat(rules.allows(InetAddress.getByName("64:ff9b::8.8.8.8"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("64:ff9b::127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "10/8",
                "localhost",
                "example.com/8",
                "::/129",
                "fd00::/8/8"
            })
    void readsNoNetworkThatIsNone(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
