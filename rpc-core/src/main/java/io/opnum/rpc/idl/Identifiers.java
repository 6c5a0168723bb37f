package io.opnum.rpc.idl;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A scope of IDL and C, in which Java names become legal identifiers, each once. Names
 * that are words of the languages, macros of Windows' headers, functions of C's library
 * or what else those headers have get an underscore at their end; others that are taken
 * get a number.
 * <p>
 * Externally synchronized.
 */
final class Identifiers {

	/** Words of IDL, C and C++, and macros of Windows' headers. */
	private static final Set<String> WORDS = words("""
			BOOL BSTR CONST DELETE ERROR FALSE GUID HRESULT IN NTSTATUS NULL OPTIONAL OUT RCINCLUDE SAFEARRAY THIS
			TRUE UUID VOID __cdecl __declspec __fastcall __int16 __int32 __int3264 __int64 __int8 __pascal __stdcall
			abnormal_termination alignas alignof and and_eq asm auto bitand bitor bool boolean break byte case catch
			cdecl char coclass compl const const_cast constexpr continue cpp_quote decltype default delete
			dispinterface do double dynamic_cast else enum environ errno error_status_t exception_code
			exception_info explicit export extern false far final float for friend goto h_addr h_errno handle_t huge
			hyper if import importlib inline int interface isascii iscsym iscsymf library linux long max methods
			midl_pragma min module mutable namespace near new noexcept not not_eq nullptr operator or or_eq override
			pascal pipe pragma private properties protected public register reinterpret_cast return s_addr s_host
			s_imp s_impno s_lh s_net short signed sizeof small static static_assert static_cast stdcall struct
			switch sys_errlist sys_nerr template this thread_local throw toascii true try typedef typeid typename
			union unix unsigned using virtual void volatile wchar_t while xor xor_eq
			""");

	/** Functions of C's library, as which operations must not be called. */
	private static final Set<String> FUNCTIONS = words("""
			abort abs accept access atexit atof atoi atol atoll bind bsearch calloc chdir clock close closesocket
			connect creat div dup errno exit exp fclose fopen fork fputs fread free fseek ftell fwrite getc getenv
			gethostbyaddr gethostbyname gethostname getpeername getpid gets getservbyname getservbyport getsockname
			getsockopt htonl htons index inet_addr inet_ntoa ioctlsocket isatty itoa labs ldiv link listen log lseek
			ltoa main malloc mblen memchr memcmp memcpy memicmp memmove memset mkdir mkstemp ntohl ntohs onexit open
			perror pow printf putc putenv puts qsort raise rand read realloc recv recvfrom remove rename rewind
			rmdir scanf select send sendto setjmp setsockopt shutdown signal socket sqrt srand stat stderr stdin
			stdout strcasecmp strcat strchr strcmp strcpy strcspn strdup strerror stricmp strlen strlwr strncat
			strncmp strncpy strpbrk strrchr strrev strset strspn strstr strtod strtok strtol strtoul strupr swab
			system time times tolower toupper ungetc unlink wait write
			""");

	/** What Windows' headers have of the words that people give to types. */
	private static final Set<String> WINDOWS = words("""
			AccessCheck AdapterType ApplicationType Arc Beep BinaryParam CacheData CacheInstruction CacheTrace
			CacheUnified ChangerDoor ChangerDrive ChangerSlot ChangerTransport Chord ControlService CriticalError
			DragObject DriverType Ellipse Escape FixedMedia GlobalFlags GlobalSize HeapSize HeapSummary IdleShutdown
			LibraryApplication LocalFlags LocalSize MonitorCapabilities Netbios NormalError OpenFile OperationEnd
			OperationStart Pie PlatformInformation PlatformRole PolyBezier Polygon Polyline PrinterProperties
			PrivilegeCheck ProcessorCap ProcessorInformation ProcessorLoad RecognizerType Rectangle RelationAll
			RelationCache RelationGroup RemovableMedia RequestLocation RequestSize ScrollWindow SecurityAnonymous
			SecurityDelegation SecurityIdentification SecurityImpersonation ServerApplication ServerInformation
			SevereError ShutdownType Sleep StorageLayout SystemLoad TokenCapabilities TokenElevation TokenGroups
			TokenImpersonation TokenOrigin TokenOwner TokenPrimary TokenPrivileges TokenSource TokenStatistics
			TokenType TokenUser Travan UnionRect Unknown UserPresence UserPresent UserUnknown
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

	/** What its headers have numbered: the controls of dialogs. */
	private static final Pattern CONTROLS = Pattern
		.compile("(chx|cmb|ctl|edt|frm|grp|ico|lst|psh|rad|rct|scr|stc)[0-9]+");

	/** MIDL and C take longer ones, but names are made of this one. */
	private static final int MAX_LENGTH = 128;

	private final Predicate<String> outer;

	private final Set<String> taken = new HashSet<>();

	/**
	 * Create a scope.
	 * @param outer whether a name is one outside of it that must not be hidden
	 */
	Identifiers(Predicate<String> outer) {
		this.outer = outer;
	}

	Identifiers() {
		this((name) -> false);
	}

	private static Set<String> words(String text) {
		return Arrays.stream(text.trim().split("\\s+")).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Take the name of a type, constant or operation.
	 * @param javaName what it is called in Java
	 * @return an identifier that was not taken before
	 */
	String take(String javaName) {
		return take(javaName, (name) -> FUNCTIONS.contains(name) || WINDOWS.contains(name));
	}

	/**
	 * Take the name of a field or parameter.
	 * @param javaName what it is called in Java
	 * @param inBrackets whether attributes of others name it
	 * @return an identifier that was not taken before
	 */
	String takeMember(String javaName, boolean inBrackets) {
		return take(javaName, (name) -> inBrackets && ATTRIBUTES.contains(name));
	}

	private String take(String javaName, Predicate<String> reserved) {
		String legal = legal(javaName);
		if (WORDS.contains(legal) || CONTROLS.matcher(legal).matches() || reserved.test(legal)) {
			legal += "_";
		}
		String name = legal;
		for (int i = 2; this.outer.test(name) || !this.taken.add(name); i++) {
			name = legal + "_" + i;
		}
		return name;
	}

	private static String legal(String name) {
		String legal = name.replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("(?<=.)_+$", "");
		if (legal.length() > MAX_LENGTH) {
			return legal.substring(0, MAX_LENGTH);
		}
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
