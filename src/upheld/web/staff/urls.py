"""The addresses of the staff site. None holds anything about a person.

Every table that can be had as CSV can be had as ODS too.
"""

from __future__ import annotations

from django.urls import include, path

from upheld.web.staff.views import (
    about,
    code,
    downloads,
    equality,
    figures,
    health,
    notices,
    owe,
    priority,
    quality,
    real,
    rights,
    satisfaction,
    search,
    trials,
    versions,
)

_figures = [
    path("", figures.overview, name="overview"),
    path("units/<str:code>/", figures.unit, name="unit"),
    path("measures/<slug:measure>/", figures.measure, name="measure"),
    path("measures/<slug:measure>/<str:unit>/", figures.measure, name="measure-unit"),
    path("equality/", equality.page, name="equality"),
    path("units/<str:code>/equality/", equality.page, name="unit-equality"),
    path("rights/", rights.rights, name="rights"),
    path("rights/<int:number>/", rights.right, name="right"),
    path("priority/", priority.page, name="priority"),
    path("units/<str:code>/priority/", priority.page, name="unit-priority"),
    path("quality/", quality.quality, name="quality"),
    path("editions/", versions.page, name="editions"),
    path("editions/<str:name>/", versions.one, name="edition"),
    path("search/", search.search, name="search"),
    path("real/", real.real, name="real"),
    path("owe/", owe.page, name="owe"),
    path("owe/offline/", owe.offline, name="owe-offline"),
    path("owe/worker.js", owe.worker, name="owe-worker"),
    path("code/", code.victims_code, name="code"),
    path("code/<str:rule_id>/", code.rule, name="rule"),
    path("about/", about.about, name="about"),
    path("health/", health.health, name="health"),
    path("ready/", health.ready, name="ready"),
    path("privacy/", notices.privacy, name="privacy"),
    path("accessibility/", notices.accessibility, name="accessibility"),
    path("look.css", about.look, name="look"),
    path(
        "charts/control/<slug:measure>/<str:unit>/<slug:size>.svg",
        downloads.control_chart,
        name="control-chart",
    ),
    path(
        "charts/funnel/<slug:measure>/<str:unit>/<slug:size>.svg",
        downloads.funnel_chart,
        name="funnel-chart",
    ),
    path(
        "charts/equality/<slug:breakdown>/<slug:measure>/<str:unit>/<slug:period>/<slug:size>.svg",
        downloads.equality_chart,
        name="equality-chart",
    ),
    path("charts/units/<slug:measure>/<slug:size>.svg", downloads.units_chart, name="units-chart"),
    path(
        "charts/real/<slug:series>/<slug:size>.svg",
        downloads.published_chart,
        name="published-chart",
    ),
    path(
        "charts/series/<slug:measure>/<str:unit>/<slug:size>.svg",
        downloads.series_chart,
        name="series-chart",
    ),
    path(
        "tables/series/<slug:table>/<slug:measure>/<str:unit>.csv",
        downloads.series_table,
        name="series-csv",
    ),
    path("tables/months/<slug:measure>/<str:unit>.csv", downloads.months, name="months-csv"),
    path("tables/control/<slug:measure>/<str:unit>.csv", downloads.control, name="control-csv"),
    path("tables/moved/<slug:measure>/<str:unit>.csv", downloads.moved, name="moved-csv"),
    path("tables/entitlements/<str:unit>.csv", downloads.entitlements, name="entitlements-csv"),
    path("tables/others/<str:unit>.csv", downloads.others, name="others-csv"),
    path("tables/units/<slug:measure>.csv", downloads.units, name="units-csv"),
    path(
        "tables/equality/<slug:breakdown>/<slug:measure>/<str:unit>/<slug:period>.csv",
        downloads.equality,
        name="equality-csv",
    ),
    path("tables/priority/<str:unit>.csv", downloads.priority, name="priority-csv"),
    path("tables/rights/<int:number>.csv", downloads.right, name="right-csv"),
    path("tables/editions/<str:edition>/<slug:name>.csv", downloads.edition, name="edition-csv"),
    path("tables/quality/<slug:name>.csv", downloads.quality, name="quality-csv"),
    path("tables/real/<slug:series>.csv", downloads.published, name="published-csv"),
]
_figures += [
    path("satisfaction/", satisfaction.overview, name="satisfaction"),
    path("satisfaction/bcu/", satisfaction.by_bcu, name="satisfaction-bcu"),
    path("satisfaction/crime-type/", satisfaction.by_crime_type, name="satisfaction-crime-type"),
    path("satisfaction/equality/", satisfaction.by_group, name="satisfaction-equality"),
    path("satisfaction/drivers/", satisfaction.drivers, name="satisfaction-drivers"),
    path("satisfaction/code/", satisfaction.code, name="satisfaction-code"),
    path("satisfaction/leaflet/", satisfaction.leaflet, name="satisfaction-leaflet"),
    path("satisfaction/call-backs/", satisfaction.calls, name="satisfaction-calls"),
    path("satisfaction/trials/", trials.page, name="satisfaction-trials"),
    path("satisfaction/trials/<slug:name>/", trials.one, name="satisfaction-trial"),
    path("satisfaction/method/", satisfaction.method, name="satisfaction-method"),
    path(
        "charts/satisfaction/<slug:name>/<slug:size>.svg",
        satisfaction.draw,
        name="satisfaction-chart",
    ),
    path("tables/satisfaction/<slug:name>.csv", satisfaction.download, name="satisfaction-csv"),
]
_figures += [
    path(str(each.pattern)[: -len("csv")] + "ods", downloads.as_ods(each.callback),
         name=f"{str(each.name)[: -len('csv')]}ods")
    for each in _figures
    if str(each.name).endswith("-csv")
]  # fmt: skip
urlpatterns = [
    *_figures,
    path("", include("upheld.web.staff.accounts.urls")),
    path("", include("upheld.web.staff.audit.urls")),
    path("", include("upheld.web.staff.cases.urls")),
    path("", include("upheld.web.staff.publish.urls")),
    path("", include("upheld.web.staff.api.urls")),
    path("", include("upheld.web.staff.push.urls")),
    path("", include("upheld.web.staff.needs.urls")),
    path("", include("upheld.web.staff.callbacks.urls")),
]
handler404 = "upheld.web.staff.views.about.not_found"
handler500 = "upheld.web.staff.failures.failed"
handler403 = "upheld.web.staff.failures.forbidden"
handler400 = "upheld.web.staff.views.about.bad_request"
