/* SPDX-License-Identifier: GPL-2.0-only */
/* A full barrier for devices and processors is one for devices. */
#ifndef dma_mb
#define dma_mb()	mb()
#endif
