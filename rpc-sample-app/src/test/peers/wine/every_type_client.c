/* Calls each operation of EveryType, and checks what comes back. */
#include "peer.h"
#include "EveryType.h"

static const GUID id = { 0x01234567, 0x89ab, 0xcdef, { 0x80, 1, 2, 3, 4, 5, 6, 7 } };

static void primitives(void)
{
	boolean flag = TRUE;
	signed char octet = -128;
	short narrow = -1;
	LONG number = 0x12345678;
	hyper wide = 0x123456789abcdef0LL;
	float single = 1.5f;
	double twice = -2.25;
	wchar_t letter = 0x20ab;
	char ansi = 'a';
	GUID other = id;
	c_primitives(&flag, &octet, &narrow, &number, &wide, &single, &twice, &letter, &ansi, &other);
	CHECK(flag == FALSE);
	CHECK(octet == 127);
	CHECK(narrow == -2);
	CHECK(number == 0x12345677);
	CHECK(wide == 0x123456789abcdeefLL);
	CHECK(single == 0.5f);
	CHECK(twice == -3.25);
	CHECK(letter == 0x20ac);
	CHECK(ansi == 'b');
	CHECK(other.Data1 == 0x01234566 && other.Data2 == 0x89ab && other.Data3 == 0xcdef);
	CHECK(other.Data4[0] == 0x80 && other.Data4[6] == 6 && other.Data4[7] == 6);
}

static void sum(void)
{
	CHECK(c_sum(TRUE, -2, 300, 70000, 5000000000LL, 0.5f, 0.25, 'A', 'B') == 1 - 2 + 300 + 70000 + 5e9 + 0.75 + 65 + 66);
}

static void results(void)
{
	CHECK(c_not_(FALSE) == TRUE);
	CHECK(c_not_(TRUE) == FALSE);
	CHECK(c_nextOctet(127) == -128);
	CHECK((unsigned short)c_nextShort(0xfffe) == 0xffff);
	CHECK(c_nextLong(0xfffffffe) == 0xffffffff);
	CHECK(c_nextHyper(0x7fffffffffffffffULL) == (hyper)0x8000000000000000ULL);
	CHECK(c_half(3) == 1.5f);
	CHECK(c_quarter(-1e300) == -1e300 / 4);
	CHECK(c_nextLetter(L'x') == L'y');
	CHECK(c_nextAnsi('x') == 'y');
}

static void windows(void)
{
	BOOL flag = TRUE;
	__int3264 number = -5;
	HRESULT hresult = 0;
	NTSTATUS ntstatus = 0;
	CHECK(c_windows(&flag, &number, 1722, &hresult, &ntstatus) == 1722);
	CHECK(flag == FALSE);
	CHECK(number == -6);
	CHECK((ULONG)hresult == 0x80004005);
	CHECK((ULONG)ntstatus == 0xc0000022);
}

static void enums(void)
{
	Size size = Size_SMALL;
	RawEnum raw = (RawEnum)12345;
	CHECK(c_enums(Colour_RED, &size, &raw) == Colour_BLUE);
	CHECK(size == Size_LARGE);
	CHECK((int)raw == 12346);
	CHECK(c_enums(Colour_BLUE, &size, &raw) == Colour_RED);
	CHECK(size == Size_SMALL);
}

static void strings(void)
{
	char *ansi = NULL;
	wchar_t *nothing = NULL;
	wchar_t *result = NULL;
	c_strings(L"z\u00fcrich \u20ac", L"x", "abc", &ansi, &nothing, &result);
	CHECK(result && !wcscmp(result, L"Z\u00dcRICH \u20acX"));
	CHECK(ansi && !strcmp(ansi, "cba"));
	CHECK(nothing == NULL);
	result = NULL;
	ansi = NULL;
	c_strings(L"", NULL, "", &ansi, &nothing, &result);
	CHECK(result && !wcscmp(result, L"-"));
	CHECK(ansi && !*ansi);
}

static void fixed_string(void)
{
	Named named = { 5, "eleven char" };
	Named result = { 0 };
	c_fixedString(&named, &result);
	CHECK(result.number == 5);
	CHECK(!strcmp(result.name, "rahc nevele"));
}

static void sized_strings(void)
{
	wchar_t text[32] = L"some of it";
	wchar_t again[32] = L"";
	c_sizedStrings(32, text, again);
	CHECK(!wcscmp(again, L"some of it"));
}

static void counted_string(void)
{
	wchar_t text[] = { 'a', 'b', 0, 'c' };
	CountedString string = { 8, 16, text };
	CountedString result = { 0 };
	wchar_t room[8] = { 'a', 'b', 0, 'c' };
	string.buffer = room;
	c_countedString(&string, &result);
	CHECK(result.length == 8 && result.maximumLength == 16);
	CHECK(result.buffer && result.buffer[0] == 'c' && result.buffer[1] == 0 && result.buffer[3] == 'a');
	string.buffer = NULL;
	string.length = string.maximumLength = 0;
	memset(&result, 0, sizeof(result));
	c_countedString(&string, &result);
	CHECK(result.buffer == NULL);
}

static void structures(void)
{
	Point point = { 1, 0x100000002LL, -3, 4.5 };
	Labelled labelled = { 5, L"label", NULL, "ansi", 0.5f };
	Point mirrored = { 0 };
	Labelled result = { 0 };
	c_structures(&point, &labelled, &mirrored, &result);
	CHECK(mirrored.weight == -1 && mirrored.x == -0x100000002LL && mirrored.z == 3 && mirrored.y == -4.5);
	CHECK(result.number == -5 && result.size == -0.5f);
	CHECK(result.label && !wcscmp(result.label, L"label'"));
	CHECK(result.hint == NULL);
	CHECK(result.ansi && !strcmp(result.ansi, "ansi'"));
	labelled.hint = L"hint";
	memset(&result, 0, sizeof(result));
	c_structures(&point, &labelled, &mirrored, &result);
	CHECK(result.hint && !wcscmp(result.hint, L"hint'"));
}

static void conformant_structure(void)
{
	Numbers *numbers = midl_user_allocate(sizeof(Numbers) + 3 * sizeof(LONG));
	int i;
	numbers->count = 4;
	for (i = 0; i < 4; i++)
		numbers->numbers[i] = 10 * i;
	c_conformantStructure(&numbers);
	CHECK(numbers && numbers->count == 2 && numbers->numbers[0] == 10 && numbers->numbers[1] == 30);
	numbers = NULL;
	c_conformantStructure(&numbers);
	CHECK(numbers == NULL);
}

static void reverse(void)
{
	Node third = { 3, NULL };
	Node second = { 2, &third };
	Node first = { 1, &second };
	Node *result = NULL;
	c_reverse(&first, &result);
	CHECK(result && result->value == 3 && result->next && result->next->value == 2);
	CHECK(result && result->next && result->next->next && result->next->next->value == 1);
	CHECK(result && result->next && result->next->next && !result->next->next->next);
	result = NULL;
	c_reverse(NULL, &result);
	CHECK(result == NULL);
}

static void pointers(void)
{
	LONG number = 41;
	LONG *unique = &number;
	Point corner = { 1, 2, 3, 4 };
	Point *point = &corner;
	short value = 7;
	short *once = &value;
	short **again = NULL;
	c_pointers(&unique, &point, &once, &again);
	CHECK(unique && *unique == 42);
	CHECK(point && point->weight == -1 && point->y == -4);
	CHECK(again && *again && **again == 8);
	unique = NULL;
	point = NULL;
	once = NULL;
	again = NULL;
	c_pointers(&unique, &point, &once, &again);
	CHECK(unique == NULL && point == NULL);
	CHECK(again && *again == NULL);
	again = NULL;
	c_pointers(&unique, &point, NULL, &again);
	CHECK(again == NULL);
}

static void same(void)
{
	Point point = { 1, 2, 3, 4 };
	Point equal = point;
	CHECK(c_same(&point, &point));
	CHECK(!c_same(&point, &equal));
	CHECK(!c_same(&point, NULL));
	CHECK(c_same(NULL, NULL));
}

static void aliases(void)
{
	Numbered *left = midl_user_allocate(sizeof(*left));
	Numbered *right = midl_user_allocate(sizeof(*right));
	Aliases pair = { left, left };
	left->number = 1;
	right->number = 2;
	c_aliases(&pair);
	CHECK(pair.left && pair.left == pair.right && pair.left->number == 1);
	pair.left = left;
	pair.right = right;
	c_aliases(&pair);
	CHECK(pair.left && pair.right && pair.left != pair.right && pair.right->number == 1);
	pair.left = pair.right = NULL;
	c_aliases(&pair);
	CHECK(!pair.left && !pair.right);
}

static void arrays(void)
{
	LONG fixed[4] = { 1, 2, 3, 4 };
	short varying[6] = { 10, 20, 30 };
	short conformant[6] = { 0 };
	hyper nullable[6] = { 1, 2, 3, 4, 5, 0x100000006LL };
	hyper *again = NULL;
	c_arrays(fixed, 6, 3, varying, conformant, nullable, &again);
	CHECK(fixed[0] == 4 && fixed[3] == 1);
	CHECK(conformant[0] == 30 && conformant[2] == 10 && conformant[3] == 0);
	CHECK(again && again[0] == 0x100000006LL && again[5] == 1);
	again = NULL;
	c_arrays(fixed, 6, 0, varying, conformant, NULL, &again);
	CHECK(conformant[0] == 0);
	CHECK(again == NULL);
}

static void fixed_varying(void)
{
	LONG length = 5;
	byte octets[16] = "abcde";
	c_fixedVarying(&length, octets);
	CHECK(length == 4);
	CHECK(!memcmp(octets, "ABCD", 4));
}

static void transpose(void)
{
	LONG matrix[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
	LONG result[3][2] = { { 0 } };
	c_transpose(matrix, result);
	CHECK(result[0][0] == 1 && result[0][1] == 4 && result[2][0] == 3 && result[2][1] == 6);
}

static void array_of_structures(void)
{
	Point points[3] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 }, { 9, 10, 11, 12 } };
	c_arrayOfStructures(3, points);
	CHECK(points[0].weight == -1 && points[1].x == -6 && points[2].z == -11 && points[2].y == -12);
}

static void array_of_strings(void)
{
	wchar_t *texts[3] = { L"one", NULL, L"three" };
	wchar_t *result[3] = { NULL };
	c_arrayOfStrings(3, texts, result);
	CHECK(result[0] && !wcscmp(result[0], L"eerht"));
	CHECK(result[1] == NULL);
	CHECK(result[2] && !wcscmp(result[2], L"eno"));
}

static void counted(void)
{
	byte bytes[3] = { 1, 2, 255 };
	ByteArray octets = { 3, bytes };
	ByteArray octets_again = { 0 };
	wchar_t *words[2] = { L"one", L"two" };
	WideStringArray texts = { 2, words };
	LONG longs[2] = { 1, -2 };
	LongArray numbers = { 2, longs };
	LongArray numbers_again = { 0 };
	short left[2] = { 1, 2 };
	short right[1] = { 3 };
	ShortArray inner[2] = { { 2, left }, { 1, right } };
	ShortArrayArray nested = { 2, inner };
	ShortArrayArray nested_again = { 0 };
	WideStringArray result = { 0 };
	c_counted(&octets, &octets_again, &texts, &numbers, &numbers_again, &nested, &nested_again, &result);
	CHECK(octets_again.count == 3 && octets_again.items[0] == 255 && octets_again.items[2] == 1);
	CHECK(numbers_again.count == 2 && numbers_again.items && numbers_again.items[0] == -2);
	CHECK(nested_again.count == 2 && nested_again.items[0].count == 1 && nested_again.items[0].items[0] == 3);
	CHECK(nested_again.items[1].count == 2 && nested_again.items[1].items[0] == 2);
	CHECK(result.count == 2 && !wcscmp(result.items[0], L"owt") && !wcscmp(result.items[1], L"eno"));
	numbers.count = 0;
	numbers.items = NULL;
	memset(&octets_again, 0, sizeof(octets_again));
	memset(&numbers_again, 0, sizeof(numbers_again));
	memset(&nested_again, 0, sizeof(nested_again));
	memset(&result, 0, sizeof(result));
	c_counted(&octets, &octets_again, &texts, &numbers, &numbers_again, &nested, &nested_again, &result);
	CHECK(numbers_again.count == 0 && numbers_again.items == NULL);
}

static void shapes(void)
{
	Shape shape = { 1, { .dot = { 6 } } };
	Shape result = { 0 };
	c_shapes(&shape, &result);
	CHECK(result.tag == 2 && result.value.circle.radius == 6 && result.value.circle.area == 21);
	c_shapes(&result, &shape);
	CHECK(shape.tag == 3);
	c_shapes(&shape, &result);
	CHECK(result.tag == 1 && result.value.dot.at == 7);
}

static void levels(void)
{
	Level level;
	level.squared.number = 100000;
	c_levels(1, &level);
	CHECK(level.squared.number == 10000000000LL);
	level.squared.number = -3;
	c_levels(2, &level);
	CHECK(level.squared.number == 9);
	level.mirrored.point = (Point) { 1, 2, 3, 4 };
	c_levels(7, &level);
	CHECK(level.mirrored.point.weight == -1 && level.mirrored.point.y == -4);
	c_levels(99, &level);
}

static void coloured(void)
{
	Paint paint;
	paint.mixed.red = 70000;
	c_coloured(Colour_RED, &paint);
	CHECK(paint.mixed.red == 70001);
	paint.plain.blue = 7;
	c_coloured(Colour_BLUE, &paint);
	CHECK(paint.plain.blue == 8);
}

static void message(void)
{
	byte bytes[2] = { 9, 8 };
	Node second = { 2, NULL };
	Node first = { 1, &second };
	Message sent = { 1, { .text = { L"text" } } };
	Message result = { 0 };
	c_message(&sent, &result);
	CHECK(result.kind == 1 && result.body.text.text && !wcscmp(result.body.text.text, L"txet"));
	sent.kind = 2;
	sent.body.octets.count = 2;
	sent.body.octets.octets = bytes;
	memset(&result, 0, sizeof(result));
	c_message(&sent, &result);
	CHECK(result.kind == 2 && result.body.octets.count == 1 && result.body.octets.octets[0] == 9);
	sent.kind = 3;
	sent.body.linked.node = &first;
	memset(&result, 0, sizeof(result));
	c_message(&sent, &result);
	CHECK(result.kind == 3 && result.body.linked.node && result.body.linked.node->value == 2);
	CHECK(result.body.linked.node && result.body.linked.node->next && result.body.linked.node->next->value == 1);
}

static void context_handle(void)
{
	ContextHandle first = NULL;
	ContextHandle second = NULL;
	c_open_(10, &first);
	c_open_(20, &second);
	CHECK(first && second);
	CHECK(c_next(first) == 11);
	CHECK(c_next(second) == 21);
	CHECK(c_next(first) == 12);
	c_close_(&first);
	CHECK(first == NULL);
	CHECK(c_next(second) == 22);
	c_close_(&second);
	CHECK(second == NULL);
}

static void fail_with(void *status)
{
	c_fail(*(ULONG *)status);
}

static void fail(void)
{
	ULONG win32 = 1234;
	ULONG own = 0xe0001234;
	CHECK(guarded(fail_with, &win32) == 1234);
	CHECK(guarded(fail_with, &own) == 0xe0001234);
}

static void bulk(void)
{
	int size = 300000;
	byte *octets = malloc(size);
	int i;
	int wrong = 0;
	for (i = 0; i < size; i++)
		octets[i] = (byte)(i * 7);
	c_bulk(size, octets);
	for (i = 0; i < size; i++)
		wrong += octets[i] != (byte)(i * 7 + 1);
	CHECK(wrong == 0);
	free(octets);
}

static void call_out_of_range(void *number)
{
	c_ranged(*(LONG *)number);
}

static void ranged(void)
{
	LONG above = 101;
	LONG below = 0;
	CHECK(c_ranged(1) == 2);
	CHECK(c_ranged(100) == 101);
	CHECK(guarded(call_out_of_range, &above) == RPC_S_INVALID_BOUND);
	CHECK(guarded(call_out_of_range, &below) == RPC_S_INVALID_BOUND);
}

static void call_with_elements_out_of_range(void *numbers)
{
	c_rangedElements(numbers, NULL);
}

static void ranged_elements(void)
{
	LongFrom1To100 longs[2] = { 100, 7 };
	LongFrom1To100Array numbers = { 2, longs };
	ShortFrom_1To1 one = -1;
	CHECK(c_rangedElements(&numbers, &one) == 106);
	CHECK(c_rangedElements(&numbers, NULL) == 107);
	longs[1] = 0;
	CHECK(guarded(call_with_elements_out_of_range, &numbers) == RPC_S_INVALID_BOUND);
}

static void expressions(void)
{
	LONG m = 4;
	short twice[] = { 0, 0, 0, 0, 0, 1 };
	short more[] = { 0, 0, 0, 20 };
	short pointed[] = { 0, 0, 0, 300 };
	byte up_to[] = { 0, 0, 0, 4 };
	byte half[] = { 0, 5 };
	CHECK(c_expressions(3, &m, twice, more, pointed, up_to, half) == 330);
	CHECK(m == 5);
}

static void turned_rows(void)
{
	short table[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
	short turned[2][3] = { { 0 } };
	c_turnedRows(2, table, turned);
	CHECK(turned[0][0] == 4 && turned[0][2] == 6 && turned[1][0] == 1 && turned[1][2] == 3);
}

static void explicit_handle(void)
{
	CHECK(c_explicit_(40, EveryType_Binding, 2) == 42);
}

static void object(void)
{
	MInterfacePointer *object = midl_user_allocate(sizeof(*object) + 3);
	MInterfacePointer *result = NULL;
	object->count = 3;
	memcpy(object->data, "MEO", 3);
	c_object(object, &result);
	CHECK(result && result->count == 3 && !memcmp(result->data, "OEM", 3));
	result = NULL;
	c_object(NULL, &result);
	CHECK(result == NULL);
}

static void generic(void)
{
	Pair_Integer_String pair = { 7, L"seven" };
	Pair_String_Integer result = { 0 };
	c_generic(&pair, &result);
	CHECK(result.right == 7 && result.left && !wcscmp(result.left, L"seven"));
}

static void inherited(void)
{
	Vehicle vehicle = { 1, { .car = { 3 } } };
	Vehicle result = { 0 };
	c_inherited(&vehicle, &result);
	CHECK(result.tag == 2 && result.value.sail.area == 30000000000LL);
	c_inherited(&result, &vehicle);
	CHECK(vehicle.tag == 3 && vehicle.value.steam.funnels == -3);
	c_inherited(&vehicle, &result);
	CHECK(result.tag == 1 && result.value.car.wheels == 4);
}

static void shared(void)
{
	Numbered one = { 1 };
	Numbered equal = one;
	NumberedFullPointer items[] = { &one, &equal, &one };
	NumberedFullPointerArray numbers = { 3, items };
	CHECK(c_shared(&numbers));
	items[2] = &equal;
	CHECK(!c_shared(&numbers));
}

static void twice(void)
{
	NumberedFullPointerArray numbers = { 0 };
	c_twice(5, &numbers);
	CHECK(numbers.count == 2 && numbers.items[0] && numbers.items[0]->number == 5);
	CHECK(numbers.count == 2 && numbers.items[0] == numbers.items[1]);
}

static void later(void)
{
	FileTime instant = { 0xffffffff, 1 };
	Interval duration = { 429, 496729600 };
	FileTime result = { 0 };
	c_later(&instant, &duration, &result);
	CHECK(result.lowDateTime == 0xffffffff && result.highDateTime == 2);
}

static void together(void)
{
	CalendarDate date = { 2026, 2, 28 };
	TimeOfDay time = { 23, 59, 58, 999999999 };
	OffsetDateAndTime offset = { 0 };
	DateAndTime result = { 0 };
	c_together(&date, &time, &offset, &result);
	CHECK(result.date.year == 2026 && result.date.month == 2 && result.date.day == 28);
	CHECK(result.time.hour == 23 && result.time.second == 58 && result.time.nanosecond == 999999999);
	CHECK(offset.offset == 3600 && offset.dateTime.date.day == 28 && offset.dateTime.time.minute == 59);
}

static void zoned(void)
{
	ZonedDateAndTime time = { { { 2026, 7, 1 }, { 12, 30, 0, 5 } }, 7200, L"Europe/Berlin" };
	ZonedDateAndTime result = { 0 };
	c_zoned(&time, &result);
	CHECK(result.dateTime.date.month == 7 && result.dateTime.time.hour == 13 && result.dateTime.time.nanosecond == 5);
	CHECK(result.offset == 7200 && result.zone && !wcscmp(result.zone, L"Europe/Berlin"));
}

static void price(void)
{
	byte unscaled[] = { 0xff, 0x01 };
	Price price = { { 2, { 2, unscaled } }, "EUR" };
	Price result = { 0 };
	c_price(&price, &result);
	CHECK(result.amount.scale == 3 && result.amount.unscaled.count == 2);
	CHECK(result.amount.unscaled.items && !memcmp(result.amount.unscaled.items, unscaled, 2));
	CHECK(!strcmp(result.currency, "CHF"));
}

static void counts(void)
{
	MapEntry_String_Integer entries[] = { { L"one", 1 }, { L"two", 2 } };
	MapEntry_String_Integer_Array counts = { 2, entries };
	MapEntry_String_Integer_Array result = { 0 };
	c_counts(&counts, &result);
	CHECK(result.count == 2 && !wcscmp(result.items[0].key, L"one") && result.items[0].value == 2);
	CHECK(result.count == 2 && !wcscmp(result.items[1].key, L"two") && result.items[1].value == 3);
}

static void words(void)
{
	wchar_t *texts[] = { L"one", L"two" };
	WideStringArray words = { 2, texts };
	WideStringArray result = { 0 };
	c_words(&words, &result);
	CHECK(result.count == 2 && !wcscmp(result.items[0], L"owt") && !wcscmp(result.items[1], L"eno"));
}

static void optionals(void)
{
	LONG number = 7;
	hyper wide = 0x1ffffffffLL;
	LONG *next = NULL;
	hyper *next_wide = NULL;
	double *result = NULL;
	c_optionals(&number, &wide, &next, &next_wide, &result);
	CHECK(next && *next == 8);
	CHECK(next_wide && *next_wide == 0x200000000LL);
	CHECK(result && *result == 3.5);
	next = NULL;
	next_wide = NULL;
	result = NULL;
	c_optionals(NULL, NULL, &next, &next_wide, &result);
	CHECK(!next && !next_wide && !result);
}

static void texts(void)
{
	wchar_t *other = NULL;
	wchar_t *result = NULL;
	c_texts(L"http://example.org/", L"Europe/Berlin", &other, &result);
	CHECK(other && !wcscmp(other, L"http://example.org/?zone=Europe/Berlin"));
	CHECK(result && !wcscmp(result, L"de-CH"));
}

static void typed_context_handle(void)
{
	CounterHandle counter = NULL;
	c_openCounter(5, &counter);
	CHECK(counter != NULL);
	CHECK(c_count(counter) == 6);
	CHECK(c_count(counter) == 7);
	c_closeCounter(&counter);
	CHECK(counter == NULL);
}

/* Opens a counter, and waits to be killed with it open. */
static int hold_a_counter(void)
{
	CounterHandle counter = NULL;
	c_openCounter(5, &counter);
	printf("%s\n", c_count(counter) == 6 ? "ready" : "wrong");
	fflush(stdout);
	Sleep(INFINITE);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		printf("usage: %s string-binding [hold]\n", argv[0]);
		return 2;
	}
	EveryType_Binding = bind_to(argv[1]);
	if (argc > 2)
		return hold_a_counter();
	run("primitives", primitives);
	run("sum", sum);
	run("not nextOctet nextShort nextLong nextHyper half quarter nextLetter nextAnsi", results);
	run("windows", windows);
	run("enums", enums);
	run("strings", strings);
	run("fixedString", fixed_string);
	run("sizedStrings", sized_strings);
	run("countedString", counted_string);
	run("structures", structures);
	run("conformantStructure", conformant_structure);
	run("reverse", reverse);
	run("pointers", pointers);
	run("same", same);
	run("aliases", aliases);
	run("arrays", arrays);
	run("fixedVarying", fixed_varying);
	run("transpose", transpose);
	run("arrayOfStructures", array_of_structures);
	run("arrayOfStrings", array_of_strings);
	run("counted", counted);
	run("shapes", shapes);
	run("levels", levels);
	run("coloured", coloured);
	run("message", message);
	run("open next close", context_handle);
	run("fail", fail);
	run("bulk", bulk);
	run("ranged", ranged);
	run("rangedElements", ranged_elements);
	run("expressions", expressions);
	run("turnedRows", turned_rows);
	run("explicit", explicit_handle);
	run("object", object);
	run("generic", generic);
	run("inherited", inherited);
	run("shared", shared);
	run("twice", twice);
	run("later", later);
	run("together", together);
	run("zoned", zoned);
	run("price", price);
	run("counts", counts);
	run("words", words);
	run("optionals", optionals);
	run("texts", texts);
	run("openCounter count closeCounter", typed_context_handle);
	return failures ? 1 : 0;
}
