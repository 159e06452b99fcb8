/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_DATUM_H
#define GW_GEO_DATUM_H

/*
 * The two shifted datums of Chinese maps. GCJ-02 (Amap, Tencent) moves WGS 84 by up to 700 m along
 * waves; BD-09 (Baidu) turns and moves GCJ-02 by about another 900 m. Neither is published by its
 * makers; the formulas are the ones in common use, GCJ-02's on the Krasovsky 1940 ellipsoid from
 * codeplex "on4wp7", changeset 21483, and coolypf's note (blog.csdn.net/coolypf/article/details/
 * 8686588), both as also found in googollee/eviltransform and wandergis/coordtransform.
 *
 * Both apply inside the customary box of WGS 84 longitude 72.004 to 137.8347 and latitude 0.8293 to
 * 55.8271, edges included, which is wider than China (Korea lies in it); outside it all three
 * datums are one. The shift jumps at the box's edge and so is no bijection within 2 km of it, in
 * open sea or abroad:
 *   - a point outside the box that is also the image of one inside is read as that image, so that
 *     the inverse undoes the shift for every point of the box;
 *   - a point inside that is nobody's image goes where the formula, continued beyond the box, has
 *     it.
 *
 * An inverse iterates until it moves by less than 1e-13 degree, at most 16 times; round trips stay
 * well below 1e-9 degree (0.1 mm). NaN and infinities come back as they went in. Safe from any
 * thread.
 */

/* Degrees of longitude and latitude in whichever datum the function's name says. */
struct gw_position {
	double lon, lat;
};

struct gw_position gw_wgs84_to_gcj02(struct gw_position wgs84);
struct gw_position gw_gcj02_to_wgs84(struct gw_position gcj02);
struct gw_position gw_gcj02_to_bd09(struct gw_position gcj02);
struct gw_position gw_bd09_to_gcj02(struct gw_position bd09);

#endif
