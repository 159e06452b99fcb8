# SPDX-License-Identifier: Apache-2.0
"""QGIS as a client: adds layers as its user would, draws each, and prints what it saw as JSON.

    qgis_layers.py < {"box": [west, south, east, north],
                      "layers": [{"name": ..., "provider": ..., "source": ..., "picture": ...}, ...]}

The provider "vectortile" is a layer of vector tiles, of which the polygons of "units" are drawn. A
picture is a PNG; what was drawn in it at all is beside it as a .npy of booleans.

Kept apart from the tests since QGIS wants a process of its own, and its own main thread.
"""
import json
import os
import re
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy  # noqa: E402
from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem,  # noqa: E402
                       QgsCoordinateTransform, QgsFillSymbol, QgsMapRendererParallelJob,
                       QgsMapSettings, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer,
                       QgsVectorTileBasicRenderer, QgsVectorTileBasicRendererStyle,
                       QgsVectorTileLayer, QgsWkbTypes)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor, QImage  # noqa: E402

WEB_MERCATOR = QgsCoordinateReferenceSystem("EPSG:3857")
WGS_84 = QgsCoordinateReferenceSystem("EPSG:4326")
SIZE = 512
GROUND = QColor(255, 0, 255)


def draw(layer, box, picture):
    """The share of pixels that are not the background's, and what QGIS complained of."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(WEB_MERCATOR)
    settings.setOutputSize(QSize(SIZE, SIZE))
    settings.setBackgroundColor(GROUND)
    settings.setExtent(QgsCoordinateTransform(WGS_84, WEB_MERCATOR, QgsProject.instance())
                       .transformBoundingBox(QgsRectangle(*box)))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage().convertToFormat(QImage.Format_RGB32)
    image.save(picture)
    pixels = numpy.frombuffer(image.constBits().asstring(image.sizeInBytes()), numpy.uint32)
    drawn = (pixels != GROUND.rgb()).reshape(SIZE, SIZE)
    numpy.save(picture + ".npy", drawn)
    return drawn.mean(), [error.message for error in job.errors()]


def make(name, provider, source):
    if provider == "vectortile":
        layer = QgsVectorTileLayer(source, name)
        units = QgsVectorTileBasicRendererStyle("units", "units", QgsWkbTypes.PolygonGeometry)
        units.setSymbol(QgsFillSymbol.createSimple({"color": "grey", "outline_style": "no"}))
        renderer = QgsVectorTileBasicRenderer()
        renderer.setStyles([units])
        layer.setRenderer(renderer)
        return layer
    return (QgsRasterLayer if provider == "wms" else QgsVectorLayer)(source, name, provider)


def look_at(wanted, box):
    layer = make(wanted["name"], wanted["provider"], wanted["source"])
    seen = {"name": wanted["name"], "valid": layer.isValid()}
    if not layer.isValid():
        return {**seen, "error": layer.error().message()}
    seen["crs"] = layer.crs().authid()
    if isinstance(layer, QgsVectorLayer):
        features = list(layer.getFeatures())
        seen["features"] = len(features)
        seen["fields"] = [field.name() for field in layer.fields()]
        seen["invalid"] = [feature.id() for feature in features
                           if not feature.geometry().isGeosValid()]
        if "code" in seen["fields"]:
            seen["codes"] = sorted(feature["code"] for feature in features)
    elif isinstance(layer, QgsRasterLayer):
        found = re.search(r"WMS Version</td><td>([\d.]+)", layer.dataProvider().htmlMetadata())
        seen["version"] = found and found[1]
    seen["drawn"], seen["errors"] = draw(layer, box, wanted["picture"])
    return seen


def main():
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    task = json.load(sys.stdin)
    json.dump([look_at(layer, task["box"]) for layer in task["layers"]], sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # QGIS is done, and its way out of Python is not always a clean one


main()
