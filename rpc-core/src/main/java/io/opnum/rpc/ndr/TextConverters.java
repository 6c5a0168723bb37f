package io.opnum.rpc.ndr;

import java.net.URI;
import java.util.Currency;
import java.util.Locale;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.NdrConverter;

/**
 * Types whose form is a string.
 */
final class TextConverters {

	private TextConverters() {
	}

	/**
	 * RFC 2396.
	 */
	static final class UriConverter implements NdrConverter<URI, String> {

		@Override
		public String toNdr(URI value) {
			return value.toString();
		}

		@Override
		public URI fromNdr(String form) {
			return URI.create(form);
		}

	}

	/**
	 * A language tag of BCP 47.
	 */
	static final class LocaleConverter implements NdrConverter<Locale, String> {

		@Override
		public String toNdr(Locale value) {
			return value.toLanguageTag();
		}

		@Override
		public Locale fromNdr(String form) {
			return new Locale.Builder().setLanguageTag(form).build();
		}

	}

	/**
	 * Three letters of ISO 4217, with their terminator.
	 */
	static final class CurrencyConverter implements NdrConverter<Currency, @Ansi @FixedSize(4) String> {

		@Override
		public String toNdr(Currency value) {
			return value.getCurrencyCode();
		}

		@Override
		public Currency fromNdr(String form) {
			return Currency.getInstance(form);
		}

	}

}
