// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the modules that are loaded were loaded, so that one that went can come again.
 */
#include "system.h"

enum { PLACES = 8 };

static struct loaded places[PLACES];

bool is_loaded(const char *module)
{
	char path[96];
	unsigned int mode;

	format(path, sizeof(path), "/sys/module/%s", module);
	return *module && stat_mode(path, &mode);
}

/* The module's own place, even if it is not loaded now. */
struct loaded *recall_loaded(const char *module)
{
	for (int n = 0; n < PLACES; n++)
		if (*places[n].name && !strcmp(places[n].name, module))
			return places + n;
	return NULL;
}

/* The module's place, or else one whose module is gone: between steps none has to come back. */
static struct loaded *place_for(const char *module)
{
	struct loaded *place = recall_loaded(module);

	for (int n = 0; n < PLACES && !place; n++)
		if (!is_loaded(places[n].name))
			place = places + n;
	return place;
}

/* Keeps a command that has loaded a module; false if too many are loaded, or it has too many words. */
bool remember_loaded(const char *module, int argc, char **argv)
{
	struct loaded *place = place_for(module);
	size_t used = 0, size = strlen(module) + 1;

	if (!place || size > sizeof(place->name))
		return false;
	*place->name = 0;
	place->argc = 0;
	for (int n = 0; n < argc; n++) {
		size_t bytes = strlen(argv[n]) + 1;

		if (place->argc == LOADED_ARGUMENTS || used + bytes > sizeof(place->words))
			return false;
		place->argv[place->argc++] = memcpy(place->words + used, argv[n], bytes);
		used += bytes;
	}
	memcpy(place->name, module, size);
	return true;
}
