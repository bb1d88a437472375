"""Linked data as Turtle: the only module that knows RDFLib."""

import json
from pathlib import Path

import rdflib

from kb_tools.export import jsonld
from kb_tools.graph import Graph
from kb_tools.handbook import Handbook
from kb_tools.writing import write


def export(handbook: Handbook, target: Path) -> list[Path]:
    """Write what `jsonld` writes to the file `target` as Turtle; return what was written."""
    write(target, text(jsonld.everything(handbook, Graph(handbook), jsonld.site_base())))
    return [target]


_NOWHERE = "https://handbook.invalid/"
"""Stands for the address of a site that has none: what is relative stays so."""


def text(linked: dict) -> str:
    """Return linked data as Turtle; no thing in it may be without a name, or the text would not be the same each time."""
    read = rdflib.Graph().parse(data=json.dumps(linked), format="json-ld", publicID=_NOWHERE)
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in jsonld.CONTEXT.items():
        graph.bind("schema" if prefix == "@vocab" else prefix, iri)
    for triple in read:
        graph.add(tuple(map(_relative, triple)))
    return graph.serialize(format="turtle")


def _relative(term: rdflib.term.Node) -> rdflib.term.Node:
    return rdflib.URIRef(term.removeprefix(_NOWHERE)) if isinstance(term, rdflib.URIRef) else term
