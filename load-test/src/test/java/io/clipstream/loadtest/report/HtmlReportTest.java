package io.clipstream.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    void drawsOverAnyQuantityAndLeavesOutWhatALogarithmCannotShow() {
        // Given a line with a point at zero, and one that has nothing else
        Series cost = new Series("cost");
        cost.add(0, 3);
        cost.add(1, 4);
        cost.add(1_000, 40);
        Series zero = new Series("zero");
        zero.add(0, 1);
        Axis tasks = Axis.logarithmic("tasks");

        // When
        String html = new HtmlReport("Scale")
                .chart("Cost", tasks, Axis.logarithmic("ms"), List.of(cost, zero))
                .chart("Zero", tasks, Axis.linear("ms"), List.of(zero))
                .bars("Batches", Axis.linear("images"), Axis.linear("batches"), new TreeMap<>(Map.of("1", 3, "2", 4)))
                .bars("No bars", Axis.linear("images"), Axis.linear("batches"), Map.of())
                .table("Wide", List.of("tasks", "ms"), List.of(List.of(1, 4.5), List.of(1_000, "<40>")))
                .html();

        // Then
        assertThat(html)
                .contains(
                        "<h2>Cost</h2>",
                        "Zero: nothing was measured.",
                        "<h2>Batches</h2>",
                        "No bars: nothing was measured.",
                        "<tr><th>tasks</th><th>ms</th></tr>",
                        "<tr><td>1000</td><td>&lt;40&gt;</td></tr>");
        assertThat(html.split("<svg", -1)).hasSize(3);
    }

    @Test
    void keepsTheExtremesOfALineOfTooManyPoints() {
        // Given a long line with one high and one low point
        Series line = new Series("long");
        for (int i = 0; i < 10_000; i++) {
            line.add(i, i == 4_321 ? 99 : i == 7_777 ? -99 : 0);
        }

        // When it is thinned, then they are still there, in their places, and time still ascends
        Series thin = line.thinned(800);
        assertThat(thin.values()).hasSizeLessThanOrEqualTo(800).contains(99.0, -99.0);
        assertThat(thin.places()).isSorted().contains(4_321.0, 7_777.0);
        assertThat(line.thinned(10_000)).isSameAs(line);
    }

    @Test
    void givesEachNineOfAPercentileTheSameLength() {
        // Given
        Axis axis = Axis.percentiles();

        // When, then
        assertThat(Math.log10(Axis.percentile(90))).isCloseTo(1, within(1e-9));
        assertThat(Math.log10(Axis.percentile(99.9))).isCloseTo(3, within(1e-9));
        assertThat(axis.label().apply(1)).isEqualTo("p0");
        assertThat(axis.label().apply(10)).isEqualTo("p90");
        assertThat(axis.label().apply(1_000)).isEqualTo("p99.9");
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
