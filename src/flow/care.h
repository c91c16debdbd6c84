/*
 * care.h - what keeps the repositories quick, done when nobody waits for it.
 *
 * Floor: flow.
 */
#ifndef FLOW_CARE_H
#define FLOW_CARE_H

#include "flow/context.h"

/*
 * Put settled submissions away once there are `least` of them among those that wait, and let git
 * pack objects together where they have become many. The lock must not be held; it is taken only
 * for moments. What fails is tried again next time and is nobody's error.
 */
void dkt_care(struct dkt *d, size_t least);

#define DKT_CARE_LEAST 1000

#endif
