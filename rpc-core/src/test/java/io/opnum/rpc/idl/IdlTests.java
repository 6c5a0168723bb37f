package io.opnum.rpc.idl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.Bool;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.EnumNumber;
import io.opnum.rpc.FirstIs;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.Idempotent;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Int3264;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.MaxIs;
import io.opnum.rpc.Maybe;
import io.opnum.rpc.MsUnion;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.Pipe;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.Range;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.Ref;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.SharedContext;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.StatusCode;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Idl}: the rows of {@code docs/types.md} with their exact IDL.
 */
class IdlTests {

	@Test
	void aFileHasTheInterfaceWithItsTypesAndItsOperations() {
		assertThat(Idl.of(Warehouse.class)).isEqualTo("""
				/*
				 * io.opnum.rpc.idl.IdlTests.Warehouse
				 */

				[
				    uuid(9f6a0f0e-43d5-4f6e-8a55-1f0b5d7c2e01),
				    version(2.1),
				    pointer_default(unique),
				    endpoint("ncacn_ip_tcp:[9135]", "ncacn_np:[\\\\pipe\\\\warehouse]")
				]
				interface Warehouse
				{
				    /* io.opnum.rpc.idl.IdlTests.Shelf */
				    typedef struct Shelf
				    {
				        long row;
				        hyper weight;
				    } Shelf;

				    /* Opnum 0: void ping() */
				    [maybe] void ping(void);

				    void Opnum1NotUsedOnWire(void);

				    /* Opnum 2: CompletableFuture<Shelf> find(int article, BindingHandle binding, String hint) */
				    [idempotent] void find(
				        [in] long article,
				        [in] handle_t binding,
				        [in, string] wchar_t *hint,
				        [out] Shelf *result);

				    /* Opnum 3: int find(Shelf shelf) */
				    long find_2(
				        [in] Shelf *shelf);
				}
				""");
	}

	@Test
	void theExampleOfTheDocumentationIsTrue() throws IOException {
		String document = Files.readString(Path.of("../docs/idl.md"));
		String printed = document.substring(document.indexOf("/*\n * com.example.Inventory"));
		assertThat(Idl.of(Inventory.class).replace(IdlTests.class.getName(), "com.example"))
			.isEqualTo(printed.substring(0, printed.indexOf("```")));
	}

	@Test
	void primitives() {
		assertThat(body(Primitives.class)).isEqualTo("""
				cpp_quote("#if 0")
				typedef struct GUID
				{
				    unsigned long Data1;
				    unsigned short Data2;
				    unsigned short Data3;
				    byte Data4[8];
				} GUID;
				cpp_quote("#endif")

				cpp_quote("#if 0")
				typedef long BOOL;
				cpp_quote("#endif")

				cpp_quote("#if 0")
				typedef long HRESULT;
				cpp_quote("#endif")

				typedef long NTSTATUS;

				void plain(
				    [in] boolean a,
				    [in] small b,
				    [in] short c,
				    [in] long d,
				    [in] hyper e,
				    [in] float f,
				    [in] double g,
				    [in] wchar_t h,
				    [in] char i,
				    [in] GUID *j);

				void unsigneds(
				    [in] unsigned small a,
				    [in] unsigned short b,
				    [in] unsigned long c,
				    [in] unsigned hyper d);

				void windows(
				    [in] BOOL a,
				    [in] __int3264 b,
				    [in] unsigned __int3264 c,
				    [in] error_status_t d,
				    [in] HRESULT e,
				    [in] NTSTATUS f);
				""");
	}

	@Test
	void enumerations() {
		assertThat(body(Enumerations.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Colour */
				typedef enum Colour
				{
				    Colour_RED = 0,
				    Colour_BLUE = 7
				} Colour;

				/* io.opnum.rpc.idl.IdlTests.Colour */
				typedef [v1_enum] enum Colour_2
				{
				    Colour_2_RED = 0,
				    Colour_2_BLUE = 7
				} Colour_2;

				/* Any number of 16 bits */
				typedef enum RawEnum
				{
				    RawEnum_0 = 0
				} RawEnum;

				Colour enums(
				    [in] Colour a,
				    [in] Colour_2 b,
				    [in] RawEnum c,
				    [in] RawEnum d,
				    [in] long e);
				""");
	}

	@Test
	void strings() {
		assertThat(body(Strings.class)).isEqualTo("""
				typedef [string] wchar_t WideString16[16];

				/* io.opnum.rpc.idl.IdlTests.UnicodeString */
				typedef struct UnicodeString
				{
				    unsigned short length;
				    unsigned short maximumLength;
				    [size_is(maximumLength / 2), length_is(length / 2), unique] wchar_t *buffer;
				} UnicodeString;

				/* io.opnum.rpc.idl.IdlTests.Texts */
				typedef struct Texts
				{
				    [string, unique] wchar_t *wide;
				    [string, unique] char *narrow;
				    [string] char fixed[64];
				} Texts;

				typedef [string, unique] wchar_t *WideString;

				void parameters(
				    [in, string] wchar_t *a,
				    [in, string] char *b,
				    [in, string] char c[64],
				    [in, string, unique] wchar_t *d,
				    [in, string, unique] wchar_t *e,
				    [in, unique] WideString16 *f);

				void sized(
				    [in] long n,
				    [in, string, size_is(n)] wchar_t a[],
				    [in, size_is(n), length_is(n)] wchar_t b[],
				    [in, size_is(n), length_is(n)] wchar_t c[],
				    [out, string, size_is(n)] char d[]);

				void structures(
				    [in] UnicodeString *a,
				    [in] Texts *b,
				    [in] long n,
				    [in, size_is(n)] WideString c[]);

				void holders(
				    [out, string] wchar_t **a,
				    [in, out, string] wchar_t **b,
				    [out, string] wchar_t **result);
				""");
	}

	@Test
	void structuresComeAfterThoseTheyAreMadeOf() {
		assertThat(body(Structures.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Leaf */
				typedef struct Leaf
				{
				    small value;
				} Leaf;

				/* io.opnum.rpc.idl.IdlTests.Pair<Leaf, Integer> */
				typedef struct Pair_Leaf_Integer
				{
				    [unique] Leaf *first;
				    [unique] long *second;
				} Pair_Leaf_Integer;

				/* io.opnum.rpc.idl.IdlTests.Nested */
				typedef struct Nested
				{
				    Leaf leaf;
				    Pair_Leaf_Integer pair;
				} Nested;

				/* io.opnum.rpc.idl.IdlTests.Node */
				typedef struct Node
				{
				    long value;
				    [unique] struct Node *next;
				} Node;

				void structures(
				    [in] Nested *a,
				    [in] Node *b,
				    [out] Leaf *result);
				""");
	}

	@Test
	void pointers() {
		assertThat(body(Pointers.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Leaf */
				typedef struct Leaf
				{
				    small value;
				} Leaf;

				/* io.opnum.rpc.idl.IdlTests.Pointed */
				typedef struct Pointed
				{
				    [ref] Leaf *a;
				    [unique] Leaf *b;
				    [ptr] Leaf *c;
				    [unique] short **d;
				} Pointed;

				typedef [ptr] Leaf *LeafFullPointer;

				typedef [ref] Leaf *LeafRefPointer;

				typedef struct LeafRefPointerArray
				{
				    unsigned long count;
				    [size_is(count), unique] LeafRefPointer *items;
				} LeafRefPointerArray;

				void pointers(
				    [in, unique] Leaf *a,
				    [in, unique] Leaf *b,
				    [in, ptr] Leaf *c,
				    [in] Leaf *d,
				    [in, unique] short **e,
				    [in] Pointed *f);

				void holders(
				    [out] Leaf **a,
				    [in, out] LeafFullPointer *b,
				    [in] LeafRefPointerArray *c,
				    [out] LeafFullPointer *result);
				""");
	}

	@Test
	void arrays() {
		assertThat(body(Arrays.class)).isEqualTo("""
				typedef struct ByteArray
				{
				    unsigned long count;
				    [size_is(count), unique] byte *items;
				} ByteArray;

				typedef [string, unique] wchar_t *WideString;

				typedef struct WideStringArray
				{
				    unsigned long count;
				    [size_is(count), unique] WideString *items;
				} WideStringArray;

				typedef struct WideStringArrayArray
				{
				    unsigned long count;
				    [size_is(count), unique] WideStringArray *items;
				} WideStringArrayArray;

				/* io.opnum.rpc.idl.IdlTests.Surrounding */
				typedef struct Surrounding
				{
				    long x;
				    [size_is(x)] short surrounding[];
				} Surrounding;

				/* io.opnum.rpc.idl.IdlTests.Page */
				typedef struct Page
				{
				    long used;
				    [length_is(used)] byte octets[512];
				    long n;
				    [size_is(n), unique] long *numbers;
				} Page;

				void sized(
				    [in] long n,
				    [in] long m,
				    [in, size_is(n)] long a[],
				    [in, size_is(n), length_is(m)] long b[],
				    [in] byte c[8],
				    [in, length_is(m)] unsigned small d[8],
				    [in, size_is(n), unique] short *e,
				    [in] long f[2][3],
				    [in, size_is((n + 1) * 2)] hyper g[]);

				void counted(
				    [in] ByteArray *a,
				    [in] WideStringArray *b,
				    [in] WideStringArray *c,
				    [in] WideStringArrayArray *d);

				void structures(
				    [in] Surrounding *a,
				    [in] Page *b);

				void holders(
				    [in, out] long *size,
				    [out, size_is(*size)] byte a[],
				    [out, size_is(, *size)] short **b,
				    [in, unique] long *m,
				    [in, size_is(*m)] byte c[],
				    [out, size_is(*size)] long result[]);
				""");
	}

	@Test
	void unions() {
		assertThat(body(Unions.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Level1 */
				typedef struct Level1
				{
				    long value;
				} Level1;

				/* io.opnum.rpc.idl.IdlTests.Level2 */
				typedef struct Level2
				{
				    [string, unique] wchar_t *text;
				} Level2;

				/* io.opnum.rpc.idl.IdlTests.Info */
				typedef union Info switch (long tag) value
				{
				    case 1: Level1 level1;
				    case 2: case -3: Level2 level2;
				    default: ;
				} Info;

				/* io.opnum.rpc.idl.IdlTests.Info */
				typedef [switch_type(unsigned short)] union Info_2
				{
				    [case(1)] Level1 level1;
				    [case(2, 65533)] Level2 level2;
				    [default] ;
				} Info_2;

				/* io.opnum.rpc.idl.IdlTests.Info */
				typedef [switch_type(long)] union Info_3
				{
				    [case(1)] Level1 level1;
				    [case(2, -3)] Level2 level2;
				    [default] ;
				} Info_3;

				/* io.opnum.rpc.idl.IdlTests.Kind */
				typedef enum Kind
				{
				    Kind_ROUND = 0,
				    Kind_SQUARE = 1
				} Kind;

				/* io.opnum.rpc.idl.IdlTests.Round */
				typedef struct Round
				{
				    float radius;
				} Round;

				/* io.opnum.rpc.idl.IdlTests.Square */
				typedef struct Square
				{
				    float side;
				} Square;

				/* io.opnum.rpc.idl.IdlTests.Shape */
				typedef [switch_type(Kind)] union Shape
				{
				    [case(Kind_ROUND)] Round round;
				    [case(Kind_SQUARE)] Square square;
				} Shape;

				/* io.opnum.rpc.idl.IdlTests.Drawing */
				typedef struct Drawing
				{
				    Kind kind;
				    [switch_is(kind)] Shape shape;
				    [switch_is(kind), unique] Shape *next;
				} Drawing;

				/* io.opnum.rpc.idl.IdlTests.Yes */
				typedef struct Yes
				{
				    small value;
				} Yes;

				/* io.opnum.rpc.idl.IdlTests.Flag */
				typedef [switch_type(boolean)] union Flag
				{
				    [case(TRUE)] Yes yes;
				    [case(FALSE)] ;
				} Flag;

				void unions(
				    [in] Info *a,
				    [in] unsigned short level,
				    [in, switch_is(level)] Info_2 *b,
				    [in, switch_is(level)] Info_3 *c,
				    [in] Drawing *d,
				    [in] boolean flag,
				    [in, switch_is(flag)] Flag *e);

				void holders(
				    [in, out] long *number,
				    [out, switch_is(*number)] Info_3 *a);
				""");
	}

	@Test
	void rangesAndUnionsOfOldInterfaces() {
		assertThat(body(Extensions.class)).isEqualTo("""
				typedef [range(0, 255)] short ShortFrom0To255;

				/* io.opnum.rpc.idl.IdlTests.Big */
				typedef struct Big
				{
				    hyper value;
				} Big;

				/* io.opnum.rpc.idl.IdlTests.Old */
				typedef [ms_union, switch_type(short)] union Old
				{
				    [case(1)] Big big;
				} Old;

				void ranged(
				    [in, range(1, 10)] long a,
				    [in, out] ShortFrom0To255 *b,
				    [in] short level,
				    [in, switch_is(level)] Old *old);
				""");
	}

	@Test
	void contextHandles() {
		assertThat(body(Handles.class)).isEqualTo("""
				typedef [context_handle] void *ContextHandle;

				void open_(
				    [out] ContextHandle *a);

				void close_(
				    [in, out] ContextHandle *handle);

				void use(
				    [in] ContextHandle handle);
				""");
	}

	@Test
	void contextHandlesAreNamedAfterTheirState() {
		assertThat(body(TypedHandles.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Cursor */
				typedef [context_handle] void *CursorHandle;

				void open_(
				    [in, string] wchar_t *table,
				    [out] CursorHandle *result);

				long next(
				    [in] CursorHandle cursor);

				long count(
				    [in] CursorHandle cursor);

				void close_(
				    [in, out] CursorHandle *cursor);
				""");
	}

	@Test
	void pipes() {
		assertThat(body(Pipes.class)).isEqualTo("""
				typedef pipe byte BytePipe;

				/* io.opnum.rpc.idl.IdlTests.Shelf */
				typedef struct Shelf
				{
				    long row;
				    hyper weight;
				} Shelf;

				typedef pipe Shelf ShelfPipe;

				void put(
				    [in] BytePipe octets);

				void get(
				    [out] BytePipe *octets);

				void shelves(
				    [in, out] ShelfPipe *shelves);
				""");
	}

	@Test
	void arraysOfSeveralDimensions() {
		assertThat(body(Dimensions.class)).isEqualTo("""
				void arrays(
				    [in] long n,
				    [in] long m,
				    [in] short a[2][3],
				    [in, size_is(n, m)] short b[][],
				    [in, size_is(n)] short c[][3],
				    [in, length_is(n, m)] short d[2][3],
				    [in, size_is(n, m), first_is(1), length_is(n - 1, m)] short e[][],
				    [in, size_is(n, 16), string] char f[][],
				    [in, first_is(n), length_is(m)] byte g[8],
				    [in, size_is(n + 1)] byte h[]);
				""");
	}

	@Test
	void sizesMayBeBehindPointers() {
		assertThat(body(PointedSizes.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.PointedSize */
				typedef struct PointedSize
				{
				    [unique] short *n;
				    [size_is(*n + 1), unique] byte *a;
				} PointedSize;

				void first(
				    [in] PointedSize *a);
				""");
	}

	@Test
	void genericUnionsHaveAnExpansionForEachArgument() {
		assertThat(body(Answers.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Known<Byte> */
				typedef struct Known_Byte
				{
				    small value;
				} Known_Byte;

				/* io.opnum.rpc.idl.IdlTests.Answer<Byte> */
				typedef union Answer_Byte switch (long tag) value
				{
				    case 1: Known_Byte known;
				    case 2: ;
				} Answer_Byte;

				/* io.opnum.rpc.idl.IdlTests.Known<Integer> */
				typedef struct Known_Integer
				{
				    long value;
				} Known_Integer;

				/* io.opnum.rpc.idl.IdlTests.Answer<Integer> */
				typedef union Answer_Integer switch (long tag) value
				{
				    case 1: Known_Integer known;
				    case 2: ;
				} Answer_Integer;

				void number(
				    [in] Answer_Byte *other,
				    [out] Answer_Integer *result);
				""");
	}

	@Test
	void pointersToRowsHaveBothSizes() {
		assertThat(body(PointersToRows.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.RowsField */
				typedef struct RowsField
				{
				    long n;
				    [size_is(n, n), unique] short **rows;
				} RowsField;

				void first(
				    [in] long n,
				    [in] long m,
				    [in, size_is(n, m)] short *a[],
				    [in, size_is(n, m), unique] byte **b,
				    [in] RowsField *c);
				""");
	}

	@Test
	void typesThatConvertersWriteHaveTheirForm() {
		assertThat(body(Converted.class)).isEqualTo("""
				/* io.opnum.rpc.ndr.TemporalConverters.Interval */
				typedef struct Interval
				{
				    hyper seconds;
				    unsigned long nanoseconds;
				} Interval;

				/* io.opnum.rpc.ndr.CollectionConverters.MapEntry<String, Integer> */
				typedef struct MapEntry_String_Integer
				{
				    [string, unique] wchar_t *key;
				    long value;
				} MapEntry_String_Integer;

				typedef struct MapEntry_String_Integer_Array
				{
				    unsigned long count;
				    [size_is(count), unique] MapEntry_String_Integer *items;
				} MapEntry_String_Integer_Array;

				/* io.opnum.rpc.ndr.TemporalConverters.FileTime */
				typedef struct FileTime
				{
				    unsigned long lowDateTime;
				    unsigned long highDateTime;
				} FileTime;

				void at(
				    [in] Interval *length,
				    [in] MapEntry_String_Integer_Array *counts,
				    [in, unique] long *maybe,
				    [out] FileTime *result);
				""");
	}

	@Test
	void namesAreLegalAndUniqueIdentifiers() {
		assertThat(body(Names.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Words */
				typedef struct Words
				{
				    long hyper_;
				    long size_is;
				    long string_;
				    [size_is(string_)] byte byte_[];
				} Words;

				void interface_(
				    [in] long small_,
				    [in] long _,
				    [in] long __2,
				    [in] Words *object);
				""");
	}

	@Test
	void rangesOfPointeesElementsAndResultsAreTypes() {
		assertThat(body(Ranges.class)).isEqualTo("""
				typedef [range(-1, 10)] long LongFrom_1To10;

				typedef struct LongFrom_1To10Array
				{
				    unsigned long count;
				    [size_is(count), unique] LongFrom_1To10 *items;
				} LongFrom_1To10Array;

				/* io.opnum.rpc.idl.IdlTests.Ranged */
				typedef struct Ranged
				{
				    [range(-1, 10)] long a;
				    [unique] LongFrom_1To10 *b;
				} Ranged;

				LongFrom_1To10 ranges(
				    [in] LongFrom_1To10Array *a,
				    [in, unique] LongFrom_1To10 *b,
				    [in, size_is(*b)] LongFrom_1To10 c[],
				    [in] Ranged *d);
				""");
	}

	@Test
	void typesThatLeadBackToOneAreDefinedAfterIt() {
		assertThat(body(Cycles.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Order */
				typedef struct Order
				{
				    [unique] struct Customer *customer;
				} Order;

				/* io.opnum.rpc.idl.IdlTests.Customer */
				typedef struct Customer
				{
				    Order last;
				} Customer;

				typedef [ptr] struct Tree *TreeFullPointer;

				typedef struct TreeFullPointerArray
				{
				    unsigned long count;
				    [size_is(count), unique] TreeFullPointer *items;
				} TreeFullPointerArray;

				/* io.opnum.rpc.idl.IdlTests.Tree */
				typedef struct Tree
				{
				    long value;
				    TreeFullPointerArray children;
				} Tree;

				/* io.opnum.rpc.idl.IdlTests.Literal */
				typedef struct Literal
				{
				    long value;
				} Literal;

				/* io.opnum.rpc.idl.IdlTests.Sum */
				typedef struct Sum
				{
				    [unique] union Expression *left;
				    [unique] union Expression *right;
				} Sum;

				/* io.opnum.rpc.idl.IdlTests.Expression */
				typedef union Expression switch (long tag) value
				{
				    case 1: Literal literal;
				    case 2: Sum sum;
				} Expression;

				void cycles(
				    [in] Order *a,
				    [in] TreeFullPointerArray *b,
				    [in] Expression *c);
				""");
	}

	@Test
	void parametersDoNotHideTypes() {
		assertThat(body(Hiding.class)).endsWith("""
				void hide(
				    [in] Leaf *Leaf_2,
				    [in] Leaf *other);
				""");
	}

	@Test
	void namesOfWindowsHeadersAreNotTaken() {
		assertThat(body(WindowsNames.class)).isEqualTo("""
				/* io.opnum.rpc.idl.IdlTests.Rectangle */
				typedef struct Rectangle_
				{
				    long properties_;
				    long errno_;
				    long rad1_;
				} Rectangle_;

				void shutdown_(
				    [in] Rectangle_ *rectangle);
				""");
	}

	@Test
	void namesAreNotLongerThanCompilersTake() {
		List<String> words = Pattern.compile("\\W+").splitAsStream(body(LongNames.class)).toList();
		assertThat(words).allSatisfy((word) -> assertThat(word).hasSizeLessThan(256));
		assertThat(body(LongNames.class)).containsSubsequence("struct Pair_", "struct Pair_", "struct Pair_");
	}

	@Test
	void numbersAreWrittenAlikeInEveryLocale() {
		String idl = Idl.of(Warehouse.class);
		Locale locale = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
		try {
			assertThat(Idl.of(Warehouse.class)).isEqualTo(idl);
		}
		finally {
			Locale.setDefault(locale);
		}
	}

	@Test
	void endpointsAreStringsOfIdl() {
		assertThat(Idl.of(Endpoints.class)).contains("""
				    endpoint("ncalrpc:[a\\"b]", "ncacn_np:[\\\\pipe\\\\c]")
				""");
		assertThat(Idl.of(ForeignEndpoint.class)).doesNotContain("endpoint(").matches("\\p{ASCII}*");
	}

	@Test
	void commentsAreAscii() {
		assertThat(Idl.of(Gr\u00f6\u00dfe.class)).contains(" * io.opnum.rpc.idl.IdlTests.Gr\\u00f6\\u00dfe\n")
			.contains("\ninterface Gr_e\n");
	}

	/**
	 * What is between the braces, without comments on operations.
	 */
	private static String body(Class<?> rpcInterface) {
		String text = Idl.of(rpcInterface);
		return text.substring(text.indexOf("\n{\n") + 3, text.lastIndexOf("}"))
			.replaceAll("(?m)^ {4}", "")
			.replaceAll("(?m)^/\\* Opnum .*\n", "");
	}

	@RpcInterface(uuid = "9f6a0f0e-43d5-4f6e-8a55-1f0b5d7c2e01", version = "2.1",
			endpoints = { "ncacn_ip_tcp:[9135]", "ncacn_np:[\\pipe\\warehouse]" })
	interface Warehouse {

		@Operation(0)
		@Maybe
		void ping();

		@Operation(2)
		@Idempotent
		CompletableFuture<Shelf> find(int article, BindingHandle binding, String hint);

		@Operation(3)
		int find(Shelf shelf);

	}

	record Shelf(int row, long weight) {
	}

	@RpcInterface(uuid = "5f2d1a6e-1b6f-4a53-9d0c-6f3b7c1f2a10", version = "1.0")
	interface Inventory {

		int reserve(String sku, int quantity);

		List<StockLevel> levels(@Nullable String site);

	}

	record StockLevel(String sku, @Unsigned int count) {
	}

	@RpcInterface
	interface Primitives {

		void plain(boolean a, byte b, short c, int d, long e, float f, double g, char h, @Ansi char i, UUID j);

		void unsigneds(@Unsigned byte a, @Unsigned short b, @Unsigned int c, @Unsigned long d);

		void windows(@Bool boolean a, @Int3264 long b, @Unsigned @Int3264 long c, RpcStatus d,
				@StatusCode(StatusCode.Kind.HRESULT) int e, @StatusCode(StatusCode.Kind.NTSTATUS) int f);

	}

	@RpcInterface
	interface Enumerations {

		Colour enums(Colour a, @V1Enum Colour b, @RawEnum int c, @RawEnum short d, @RawEnum @V1Enum int e);

	}

	enum Colour {

		RED, @EnumNumber(7)
		BLUE

	}

	@RpcInterface
	interface Strings {

		void parameters(String a, @Ansi String b, @FixedSize(64) @Ansi String c, @Nullable String d, Optional<String> e,
				@FixedSize(16) @Nullable String f);

		void sized(int n, @SizeIs("n") String a, @SizeIs("n") @LengthIs("n") String b, @LengthIs("n") String c,
				@SizeIs("n") @Ansi Out<String> d);

		void structures(UnicodeString a, Texts b, int n, @SizeIs("n") List<@Nullable String> c);

		String holders(Out<String> a, InOut<@Nullable String> b);

	}

	record UnicodeString(@Unsigned short length, @Unsigned short maximumLength,
			@SizeIs("maximumLength / 2") @LengthIs("length / 2") @Nullable String buffer) {
	}

	record Texts(String wide, @Ansi @Nullable String narrow, @FixedSize(64) @Ansi String fixed) {
	}

	@RpcInterface
	interface Structures {

		Leaf structures(Nested a, Node b);

	}

	record Leaf(byte value) {
	}

	record Nested(Leaf leaf, Pair<Leaf, Integer> pair) {
	}

	record Pair<A, B>(Optional<A> first, Optional<B> second) {
	}

	record Node(int value, @Nullable Node next) {
	}

	@RpcInterface
	interface Pointers {

		void pointers(@Nullable Leaf a, Optional<Leaf> b, @Full @Nullable Leaf c, @Ref Leaf d,
				Optional<Optional<Short>> e, Pointed f);

		@Full
		Leaf holders(Out<@Nullable Leaf> a, InOut<@Full Leaf> b, List<@Ref Leaf> c);

	}

	record Pointed(@Ref Leaf a, @Unique Leaf b, @Full @Nullable Leaf c, Optional<Optional<Short>> d) {
	}

	@RpcInterface
	interface Arrays {

		void sized(int n, int m, @SizeIs("n") int[] a, @SizeIs("n") @LengthIs("m") List<Integer> b,
				@FixedSize(8) byte[] c, @FixedSize(8) @LengthIs("m") @Unsigned byte[] d,
				@SizeIs("n") short @Nullable [] e, int @FixedSize(2) [] @FixedSize(3) [] f,
				@SizeIs("(n + 1) * 2") long[] g);

		void counted(byte[] a, List<String> b, List<@Nullable String> c, List<List<String>> d);

		void structures(Surrounding a, Page b);

		@SizeIs("size")
		int[] holders(InOut<Integer> size, @SizeIs("size") Out<byte[]> a, @SizeIs("size") Out<short @Nullable []> b,
				@Nullable Integer m, @SizeIs("m") byte[] c);

	}

	record Surrounding(int x, @SizeIs("x") short[] surrounding) {
	}

	record Page(int used, @FixedSize(512) @LengthIs("used") byte[] octets, int n,
			@SizeIs("n") @Unique List<Integer> numbers) {
	}

	@RpcInterface
	interface Unions {

		void unions(Info a, @Unsigned short level, @SwitchIs("level") Info b,
				@SwitchIs("level") @SwitchType(int.class) Info c, Drawing d, boolean flag, @SwitchIs("flag") Flag e);

		void holders(InOut<Integer> number, @SwitchIs("number") Out<Info> a);

	}

	sealed interface Info permits Level1, Level2, Other {

	}

	@UnionCase(1)
	record Level1(int value) implements Info {
	}

	@UnionCase({ 2, -3 })
	record Level2(@Nullable String text) implements Info {
	}

	@UnionCase(isDefault = true)
	record Other() implements Info {
	}

	enum Kind {

		ROUND, SQUARE

	}

	sealed interface Shape permits Round, Square {

	}

	@UnionCase(0)
	record Round(float radius) implements Shape {
	}

	@UnionCase(1)
	record Square(float side) implements Shape {
	}

	record Drawing(Kind kind, @SwitchIs("kind") Shape shape, @SwitchIs("kind") @Nullable Shape next) {
	}

	sealed interface Flag permits Yes, No {

	}

	@UnionCase(1)
	record Yes(byte value) implements Flag {
	}

	@UnionCase(0)
	record No() implements Flag {
	}

	@RpcInterface
	interface Extensions {

		void ranged(@Range(min = 1, max = 10) int a, @Range(min = 0, max = 255) InOut<Short> b, short level,
				@SwitchIs("level") Old old);

	}

	@MsUnion
	sealed interface Old permits Big {

	}

	@UnionCase(1)
	record Big(long value) implements Old {
	}

	@RpcInterface
	interface Handles {

		void open(Out<NdrContextHandle> a);

		void close(InOut<NdrContextHandle> handle);

		void use(NdrContextHandle handle);

	}

	@RpcInterface
	interface TypedHandles {

		ContextHandle<Cursor> open(String table);

		int next(ContextHandle<Cursor> cursor);

		int count(@SharedContext ContextHandle<Cursor> cursor);

		void close(InOut<ContextHandle<Cursor>> cursor);

	}

	record Cursor(int position) {
	}

	@RpcInterface
	interface Pipes {

		void put(PipeSource<byte[]> octets);

		void get(PipeSink<byte[]> octets);

		void shelves(Pipe<Shelf> shelves);

	}

	@RpcInterface
	interface Dimensions {

		void arrays(int n, int m, @FixedSize({ 2, 3 }) short[][] a, @SizeIs({ "n", "m" }) short[][] b,
				@SizeIs("n") short[] @FixedSize(3) [] c, @FixedSize({ 2, 3 }) @LengthIs({ "n", "m" }) short[][] d,
				@SizeIs({ "n", "m" }) @FirstIs("1") @LengthIs({ "", "m" }) short[][] e,
				@SizeIs({ "n", "16" }) @Ansi String[] f, @FixedSize(8) @FirstIs("n") @LengthIs("m") byte[] g,
				@MaxIs("n") byte[] h);

	}

	@RpcInterface
	interface Converted {

		Instant at(Duration length, Map<String, Integer> counts, OptionalInt maybe);

	}

	@RpcInterface
	interface Ranges {

		@Range(min = -1, max = 10)
		int ranges(List<@Range(min = -1, max = 10) Integer> a, @Nullable @Range(min = -1, max = 10) Integer b,
				@SizeIs("b") @Range(min = -1, max = 10) int[] c, Ranged d);

	}

	record Ranged(@Range(min = -1, max = 10) int a, Optional<@Range(min = -1, max = 10) Integer> b) {
	}

	@RpcInterface
	interface Cycles {

		void cycles(Order a, List<@Full Tree> b, Expression c);

	}

	record Order(@Nullable Customer customer) {
	}

	record Customer(Order last) {
	}

	record Tree(int value, List<@Full Tree> children) {
	}

	sealed interface Expression permits Literal, Sum {

	}

	@UnionCase(1)
	record Literal(int value) implements Expression {
	}

	@UnionCase(2)
	record Sum(@Nullable Expression left, @Nullable Expression right) implements Expression {
	}

	@RpcInterface
	interface Hiding {

		void hide(Leaf Leaf, Leaf other);

	}

	@RpcInterface
	interface WindowsNames {

		void shutdown(Rectangle rectangle);

	}

	record Rectangle(int properties, int errno, int rad1) {
	}

	@RpcInterface
	interface LongNames {

		void pairs(
				Pair<Pair<Pair<Pair<StockLevel, UnicodeString>, Pair<StockLevel, UnicodeString>>, Pair<StockLevel, Surrounding>>, Pair<Pair<StockLevel, UnicodeString>, Pair<StockLevel, Nested>>> pairs);

	}

	@RpcInterface(endpoints = { "ncalrpc:[a\"b]", "ncacn_np:[\\pipe\\c]" })
	interface Endpoints {

		void call();

	}

	@RpcInterface(endpoints = "ncalrpc:[gr\u00f6\u00dfe]")
	interface ForeignEndpoint {

		void call();

	}

	@RpcInterface
	interface Names {

		void interface_(int small, int $, int \u00e4, Words object);

	}

	record Words(int hyper, int size_is, int string, @SizeIs("string") byte[] byte_) {
	}

	@RpcInterface
	interface Gr\u00f6\u00dfe {

		void measure();

	}

	@RpcInterface
	interface PointedSizes {

		void first(PointedSize a);

	}

	record PointedSize(Optional<Short> n, @SizeIs("*n + 1") byte @Nullable [] a) {

	}

	@RpcInterface
	interface Answers {

		Answer<Integer> number(Answer<Byte> other);

	}

	sealed interface Answer<T> {

	}

	@UnionCase(1)
	record Known<T>(T value) implements Answer<T> {

	}

	@UnionCase(2)
	record Unknown<T>() implements Answer<T> {

	}

	@RpcInterface
	interface PointersToRows {

		void first(int n, int m, @SizeIs({ "n", "m" }) short[] @Nullable [] a,
				@SizeIs({ "n", "m" }) byte @Nullable [] @Nullable [] b, RowsField c);

	}

	record RowsField(int n, @SizeIs( {
			"n", "n" }) short @Nullable [] @Nullable [] rows){

	}

}
