package io.opnum.rpc.idl;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scope of IDL and C, in which Java names become legal identifiers, each once. Names
 * that are words of the languages, macros of Windows' headers or functions of C's library
 * get an underscore at their end; others that are taken get a number.
 * <p>
 * Externally synchronized.
 */
final class Identifiers {

	/** Words of IDL, C and C++, and macros of Windows' headers. */
	private static final Set<String> WORDS = words("""
			BOOL BSTR CONST DELETE ERROR FALSE GUID HRESULT IN NTSTATUS NULL OPTIONAL OUT THIS TRUE UUID VOID __int32
			__int3264 __int64 alignas alignof and and_eq asm auto bitand bitor bool boolean break byte case
			catch cdecl char coclass compl const const_cast constexpr continue cpp_quote decltype default delete
			dispinterface do double dynamic_cast else enum error_status_t explicit export extern false far final
			float for friend goto handle_t huge hyper if import importlib inline int interface library linux
			long max midl_pragma min module mutable namespace near new noexcept not not_eq nullptr operator or
			or_eq override pascal pipe pragma private protected public register reinterpret_cast return short
			signed sizeof small static static_assert static_cast stdcall struct switch template this
			thread_local throw true try typedef typeid typename union unix unsigned using virtual void volatile
			wchar_t while xor xor_eq
			""");

	/** Functions of C's library, which operations must not be called. */
	private static final Set<String> FUNCTIONS = words("""
			abort abs accept access atof atoi bind bsearch calloc chdir clock close connect creat div dup errno
			exit exp fclose fopen fork fread free fseek ftell fwrite getc getenv getpid gets index isatty link
			listen log lseek main malloc memcmp memcpy memmove memset mkdir open pow printf putc puts qsort
			raise rand read realloc recv remove rename rewind rmdir scanf select send setjmp signal socket sqrt
			srand stat stderr stdin stdout strcat strchr strcmp strcpy strlen system time times tolower toupper
			ungetc unlink wait write
			""");

	/** Words of IDL between brackets alone. */
	private static final Set<String> ATTRIBUTES = words("""
			activatable aggregatable allocate annotation appobject async_uuid auto_handle bindable broadcast
			byte_count call_as callback code comm_status composable context_handle contract control custom
			decode defaultbind defaultcollelem defaultvalue defaultvtable deprecated disable_consistency_check
			displaybind dllname dual enable_allocate encapsulated_union encode endpoint entry exclusiveto
			explicit_handle fault_status first_is flags force_allocate handle heap helpcontext helpfile
			helpstring helpstringcontext helpstringdll hidden id idempotent ignore iid_is immediatebind
			implicit_handle in input_sync last_is lcid length_is licensed local marshaling_behavior max_is maybe
			message min_is ms_union nocode nonbrowsable noncreatable nonextensible notify object odl
			oleautomation optimize optional out partial_ignore pointer_default propget propput propputref proxy
			ptr range readonly ref represent_as requestedit restricted retval shape size_is source static
			strict_context_handle string switch_is switch_type threading transmit_as uidefault unique
			user_marshal usesgetlasterror uuid v1_enum vararg version vi_progid wire_marshal
			""");

	private final Set<String> taken = new HashSet<>();

	private static Set<String> words(String text) {
		return Arrays.stream(text.trim().split("\\s+")).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Take the name of a type, constant or operation.
	 * @param javaName what it is called in Java
	 * @return an identifier that was not taken before
	 */
	String take(String javaName) {
		return take(javaName, FUNCTIONS);
	}

	/**
	 * Take the name of a field or parameter.
	 * @param javaName what it is called in Java
	 * @param inBrackets whether attributes of others name it
	 * @return an identifier that was not taken before
	 */
	String takeMember(String javaName, boolean inBrackets) {
		return take(javaName, inBrackets ? ATTRIBUTES : Set.of());
	}

	private String take(String javaName, Set<String> reserved) {
		String legal = legal(javaName);
		if (WORDS.contains(legal) || reserved.contains(legal)) {
			legal += "_";
		}
		String name = legal;
		for (int i = 2; !this.taken.add(name); i++) {
			name = legal + "_" + i;
		}
		return name;
	}

	private static String legal(String name) {
		String legal = name.replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("(?<=.)_+$", "");
		return (legal.isEmpty() || Character.isDigit(legal.charAt(0))) ? "_" + legal : legal;
	}

	/**
	 * Text for a comment: in ASCII, and such that it does not end the comment.
	 */
	static String comment(String text) {
		StringBuilder ascii = new StringBuilder();
		text.replace("*/", "* /").chars().forEach((character) -> {
			if (character < ' ' || character > '~') {
				ascii.append("\\u%04x".formatted(character));
			}
			else {
				ascii.append((char) character);
			}
		});
		return ascii.toString();
	}

}
