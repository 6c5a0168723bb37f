package io.opnum.rpc.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.opnum.rpc.benchmarks.Round.Percentiles;

/**
 * Curves of latency against load as an SVG, both axes logarithmic: medians as lines, 99th
 * percentiles dashed.
 */
record LoadPlot(Map<Stack, List<Point>> curves) {

	private static final int WIDTH = 800;

	private static final int HEIGHT = 480;

	private static final int MARGIN = 60;

	private static final List<String> COLORS = List.of("#000000", "#888888", "#1f77b4", "#d62728", "#2ca02c", "#9467bd",
			"#ff7f0e", "#8c564b", "#17becf", "#bcbd22");

	String toSvg() {
		StringBuilder svg = new StringBuilder();
		svg.append("""
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
				<rect width="100%%" height="100%%" fill="white"/>
				""".formatted(WIDTH, HEIGHT));
		Axis rates = axis((point) -> point.rate(), (point) -> point.rate(), MARGIN, WIDTH - 3 * MARGIN);
		Axis micros = axis((point) -> point.percentiles().p50(), (point) -> point.percentiles().p99(), HEIGHT - MARGIN,
				MARGIN / 2);
		for (double tick = rates.from(); tick <= rates.to(); tick *= 10) {
			line(svg, rates.at(tick), micros.end(), rates.at(tick), micros.start());
			text(svg, rates.at(tick), micros.start() + 18, "middle", "black", "%,.0f".formatted(tick));
		}
		for (double tick = micros.from(); tick <= micros.to(); tick *= 10) {
			line(svg, rates.start(), micros.at(tick), rates.end(), micros.at(tick));
			text(svg, rates.start() - 6, micros.at(tick) + 4, "end", "black", "%,.0f".formatted(tick));
		}
		text(svg, (rates.start() + rates.end()) / 2, HEIGHT - 18, "middle", "black", "calls per second");
		text(svg, rates.start(), 14, "middle", "black", "µs: p50, dashed p99");
		int index = 0;
		for (Map.Entry<Stack, List<Point>> curve : this.curves.entrySet()) {
			String color = COLORS.get(index % COLORS.size());
			curve(svg, curve.getValue(), rates, micros, (point) -> point.percentiles().p50(), color, "");
			curve(svg, curve.getValue(), rates, micros, (point) -> point.percentiles().p99(), color,
					" stroke-dasharray=\"5 3\"");
			text(svg, rates.end() + 14, micros.end() + 20 + 18 * index++, "start", color, curve.getKey().label());
		}
		return svg.append("</svg>\n").toString();
	}

	private Axis axis(ToDoubleFunction<Point> least, ToDoubleFunction<Point> most, double start, double end) {
		double from = this.curves.values().stream().flatMap(List::stream).mapToDouble(least).min().orElse(1);
		double to = this.curves.values().stream().flatMap(List::stream).mapToDouble(most).max().orElse(10);
		return new Axis(Math.pow(10, Math.floor(Math.log10(Math.max(1, from)))),
				Math.pow(10, Math.ceil(Math.log10(to))), start, end);
	}

	private static void curve(StringBuilder svg, List<Point> points, Axis rates, Axis micros,
			ToDoubleFunction<Point> latency, String color, String dashes) {
		svg.append("<polyline fill=\"none\" stroke=\"").append(color).append('"').append(dashes).append(" points=\"");
		for (Point point : points) {
			svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", rates.at(point.rate()),
					micros.at(latency.applyAsDouble(point))));
		}
		svg.append("\"/>\n");
	}

	private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
		svg.append(String.format(Locale.ROOT,
				"<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n", x1, y1, x2, y2));
	}

	private static void text(StringBuilder svg, double x, double y, String anchor, String color, String text) {
		svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
				x, y, anchor, color, text));
	}

	/**
	 * What a stack did at a rate.
	 */
	record Point(double rate, Percentiles percentiles) {

	}

	/**
	 * A logarithmic axis.
	 */
	private record Axis(double from, double to, double start, double end) {

		double at(double value) {
			return this.start + (this.end - this.start) * Math.log(value / this.from) / Math.log(this.to / this.from);
		}

	}

}
