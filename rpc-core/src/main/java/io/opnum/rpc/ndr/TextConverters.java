package io.opnum.rpc.ndr;

import java.net.URI;
import java.util.Currency;
import java.util.List;
import java.util.Locale;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.FixedSize;

/**
 * Types whose form is a string: an URI as RFC 2396 has it, a locale as its language tag
 * (BCP 47), a currency as the three letters of ISO 4217 with their terminator.
 */
final class TextConverters {

	static final List<FunctionConverter<?, ?>> ALL = List.of(
			FunctionConverter.of(URI.class, String.class, URI::toString, URI::create),
			FunctionConverter.of(Locale.class, String.class, TextConverters::languageTag, TextConverters::locale),
			FunctionConverter.of(Currency.class, new NdrTypeReference<@Ansi @FixedSize(4) String>() {
			}, Currency::getCurrencyCode, Currency::getInstance));

	private TextConverters() {
	}

	/**
	 * The tag of a locale. Some have none: what their tag leaves out would be lost.
	 */
	private static String languageTag(Locale value) {
		String tag = value.toLanguageTag();
		if (!locale(tag).equals(value)) {
			throw new IllegalArgumentException(
					"the locale %s has no language tag, the nearest is %s".formatted(value, tag));
		}
		return tag;
	}

	private static Locale locale(String languageTag) {
		return new Locale.Builder().setLanguageTag(languageTag).build();
	}

}
