/*
 * Debian's rpcd_classic contains Samba's rpcecho server but does not offer it. Preloaded into rpcd_classic, this
 * library stands in for the function that its main() hands its interfaces to, and passes the real one rpcecho
 * alone: what answers is Samba's own code.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

typedef size_t interfaces_fn(const void ***interfaces, void *data);
typedef size_t servers_fn(void *dce_context, const void ***servers, void *data);
typedef int worker_main_fn(int argc, const char **argv, const char *name, int workers, int idle_seconds,
		interfaces_fn *interfaces, servers_fn *servers, void *data);

static size_t rpcecho_interface(const void ***interfaces, void *data)
{
	static const void *table;

	(void)data;
	table = dlsym(RTLD_DEFAULT, "ndr_table_rpcecho");
	*interfaces = &table;
	return table != NULL;
}

static size_t rpcecho_server(void *dce_context, const void ***servers, void *data)
{
	static const void *server;
	const void *(*get)(void) = (const void *(*)(void))dlsym(RTLD_DEFAULT, "rpcecho_get_ep_server");

	(void)dce_context;
	(void)data;
	server = get != NULL ? get() : NULL;
	*servers = &server;
	return server != NULL;
}

int rpc_worker_main(int argc, const char **argv, const char *name, int workers, int idle_seconds,
		interfaces_fn *interfaces, servers_fn *servers, void *data)
{
	worker_main_fn *real = (worker_main_fn *)dlsym(RTLD_NEXT, "rpc_worker_main");

	(void)name;
	(void)interfaces;
	(void)servers;
	return real(argc, argv, "rpcd_rpcecho", workers, idle_seconds, rpcecho_interface, rpcecho_server, data);
}
