package io.clipstream.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportTest {
    @Test
    void drawsChartsThatStandInOnePageWithoutNetwork() throws Exception {
        // Given
        Series heap = new Series("heap <1>");
        heap.add(0, 10);
        heap.add(5, 12);
        Series never = new Series("never");

        // When
        String html = new HtmlReport("A run & its figures")
                .text("a < b")
                .table("Figures", Map.of("lost", 0))
                .chart("Heap", "MiB", List.of(heap, never))
                .chart("Again", "MiB", List.of(heap))
                .chart("Nothing", "MiB", List.of(never))
                .html();

        // Then
        assertThat(html)
                .contains(
                        "A run &amp; its figures",
                        "a &lt; b",
                        "<th>lost</th><td>0</td>",
                        "Nothing: nothing was measured.",
                        "<h2>Heap</h2>")
                .doesNotContain("<?xml")
                .doesNotContainPattern("(src|href)=\"http");
        Matcher charts = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html);
        Set<String> ids = new HashSet<>();
        int drawn = 0;
        for (; charts.find(); drawn++) {
            String svg = charts.group();
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            Matcher id = Pattern.compile(" id=\"([^\"]+)\"").matcher(svg);
            while (id.find()) {
                assertThat(ids.add(id.group(1))).as(id.group(1)).isTrue();
            }
        }
        assertThat(drawn).isEqualTo(2);
    }

    @Test
    void saysHowMuchALineGrowsOnceItIsWarm() {
        // Given a line that is high while it warms up, then flat, and one that doubles
        Series flat = new Series("flat");
        Series doubled = new Series("doubled");
        for (int i = 0; i < 30; i++) {
            flat.add(i, i < 3 ? 100 : 7);
            doubled.add(i, i < 20 ? 4 : 8);
        }

        // When, then
        assertThat(flat.growth(3)).isCloseTo(1, within(1e-9));
        assertThat(doubled.growth(0)).isCloseTo(2, within(1e-9));
        assertThat(doubled.rise(0)).isPositive();
        assertThat(flat.rise(3)).isCloseTo(0, within(1e-9));
        assertThat(flat.growth(28)).isNaN();
    }

    @Test
    void refusesAPointThatIsNoNumber() {
        // Given
        Series line = new Series("line");

        // When, then
        assertThatThrownBy(() -> line.add(1, Double.NaN))
                .hasMessageContaining("line")
                .hasMessageContaining("finite");
    }
}
