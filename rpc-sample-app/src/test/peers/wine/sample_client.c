/* Calls the sample: RpcEcho, and what Wine can of OrderDesk. */
#include "peer.h"
#include "RpcEcho.h"
#include "OrderDesk.h"

static void add_one(void)
{
	CHECK(c_addOne(41) == 42);
	CHECK(c_addOne(0xffffffff) == 0);
}

static void echo_data(void)
{
	byte data[100000];
	byte echoed[100000] = { 0 };
	unsigned i;
	for (i = 0; i < sizeof(data); i++)
		data[i] = (byte)(i * 31);
	c_echoData(sizeof(data), data, echoed);
	CHECK(!memcmp(data, echoed, sizeof(data)));
	c_sinkData(sizeof(data), data);
	c_sourceData(1000, echoed);
	CHECK(echoed[0] == 0 && echoed[255] == 255 && echoed[256] == 0);
}

static void test_call(void)
{
	wchar_t *echoed = NULL;
	c_testCall(L"g\u00fcnstig", &echoed);
	CHECK(echoed && !wcscmp(echoed, L"g\u00fcnstig"));
}

static void test_call2(void)
{
	Info info = { { 0 } };
	CHECK(c_testCall2(1, &info) == 0 && info.info1.value == 10);
	CHECK(c_testCall2(3, &info) == 0 && info.info3.value == 30);
	CHECK(c_testCall2(5, &info) == 0 && info.info5.first == 50 && info.info5.second == 60);
	CHECK(c_testCall2(7, &info) == 0 && info.info7.first == 80 && info.info7.second.value == 90);
}

static void call_with_unknown_level(void *unused)
{
	Info info;
	c_testCall2(8, &info);
}

static void test_unknown_level(void)
{
	CHECK(guarded(call_with_unknown_level, NULL) != 0);
}

static void test_surrounding(void)
{
	Surrounding *data = calloc(1, sizeof(Surrounding) + 3 * sizeof(short));
	data->size = 2;
	data->data[0] = 7;
	c_testSurrounding(data);
	CHECK(data->size == 4 && data->data[0] == 0 && data->data[3] == 0);
	free(data);
}

static void test_double_pointer(void)
{
	short value = 12;
	short *once = &value;
	CHECK(c_testDoublePointer(&once) == 12);
	once = NULL;
	CHECK(c_testDoublePointer(&once) == 0);
	CHECK(c_testDoublePointer(NULL) == 0);
}

static void in_stock(void)
{
	CHECK(c_inStock(L"GLOVES-9") == 150);
}

static void call_with_unknown_sku(void *unused)
{
	c_inStock(L"NO-SUCH");
}

static void unknown_sku(void)
{
	CHECK(guarded(call_with_unknown_sku, NULL) == 0xe0de1001);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		printf("usage: %s string-binding\n", argv[0]);
		return 2;
	}
	RpcEcho_Binding = bind_to(argv[1]);
	OrderDesk_Binding = bind_to(argv[1]);
	run("addOne", add_one);
	run("echoData, sinkData, sourceData", echo_data);
	run("testCall", test_call);
	run("testCall2", test_call2);
	run("testCall2 with an unknown level", test_unknown_level);
	run("testSurrounding", test_surrounding);
	run("testDoublePointer", test_double_pointer);
	run("inStock", in_stock);
	run("inStock of what is not there", unknown_sku);
	return failures ? 1 : 0;
}
