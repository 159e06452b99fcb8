#error "renamed: service/atlas.h, struct gw_atlas, gw_atlas_*() (the name gw_world is taken by geo/mercator.h)"
