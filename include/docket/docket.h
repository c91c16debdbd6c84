/*
 * docket.h - libdocket: everything public, and its version.
 *
 * The library ends the process when memory is gone (every input has a cap) and never otherwise.
 * Handles belong to one thread each.
 */
#ifndef DOCKET_DOCKET_H
#define DOCKET_DOCKET_H

#include "docket/error.h"
#include "docket/pipeline.h"
#include "docket/report.h"
#include "docket/schema.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0" */
DKT_EXPORT const char *dkt_version(void);

#ifdef __cplusplus
}
#endif
#endif
