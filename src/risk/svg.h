/* Pictures of a result as SVG 1.1: the loss-exceedance curve and the graph. With title and desc, readable in light and dark, no script.
 * The numbers stand as a table in the JSON; a picture is never their only place. */
#ifndef RISK_SVG_H
#define RISK_SVG_H

#include "base/buf.h"
#include "base/words.h"
#include "risk/risk.h"

enum { RISK_SVG_NODES_MAX = 200 };

/* The curve: loss on a logarithmic axis, the chance of a worse year upwards; the 95th and 99th percentiles are marked. */
void risk_svg_curve(struct buf *b, const struct words *w, const struct risk_result *r);
/* The graph in layers from the entries, with each node's chance in the given threat's events. False (and nothing written) for more than
 * RISK_SVG_NODES_MAX nodes, none, or a threat that is not in the result. */
bool risk_svg_graph(struct buf *b, const struct words *w, const struct risk_model *m, const struct risk_result *r, struct str threat);

#endif
