# SPDX-License-Identifier: Apache-2.0
"""QGIS as a client: adds layers as its user would, draws each, and prints what it saw as JSON.

    qgis_layers.py < [{"name": ..., "kind": "raster"|"vector", "provider": ..., "source": ...}, ...]

Kept apart from the tests since QGIS wants a process of its own, and its own main thread.
"""
import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform,  # noqa: E402
                       QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsRasterLayer,
                       QgsRectangle, QgsVectorLayer)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402

WEB_MERCATOR = QgsCoordinateReferenceSystem("EPSG:3857")
WGS_84 = QgsCoordinateReferenceSystem("EPSG:4326")
SIZE = 512


def draw(layer, box, picture):
    """The share of pixels that are not the background's."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(WEB_MERCATOR)
    settings.setOutputSize(QSize(SIZE, SIZE))
    settings.setBackgroundColor(QColor(255, 0, 255))
    settings.setExtent(QgsCoordinateTransform(WGS_84, WEB_MERCATOR, QgsProject.instance())
                       .transformBoundingBox(QgsRectangle(*box)))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    ground = QColor(255, 0, 255).rgb()
    drawn = sum(image.pixel(x, y) != ground for x in range(0, SIZE, 4) for y in range(0, SIZE, 4))
    return drawn / (SIZE // 4) ** 2, [error.message for error in job.errors()]


def look_at(wanted):
    make = QgsRasterLayer if wanted["kind"] == "raster" else QgsVectorLayer
    layer = make(wanted["source"], wanted["name"], wanted["provider"])
    seen = {"name": wanted["name"], "valid": layer.isValid()}
    if not layer.isValid():
        seen["error"] = layer.error().message()
    if layer.isValid():
        seen["crs"] = layer.crs().authid()
        if wanted["kind"] == "vector":
            seen["features"] = sum(1 for _ in layer.getFeatures())
            seen["fields"] = [field.name() for field in layer.fields()]
            seen["geometries_valid"] = all(feature.geometry().isGeosValid()
                                           for feature in layer.getFeatures())
        seen["drawn"], seen["errors"] = draw(layer, wanted["box"], wanted["picture"])
    return seen


def main():
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    wanted = json.load(sys.stdin)
    json.dump([look_at(layer) for layer in wanted], sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # QGIS is done, and its way out of Python is not always a clean one


main()
