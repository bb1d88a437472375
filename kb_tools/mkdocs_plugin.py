"""The MkDocs plugin: load, check, hand over pages, set the citation registry."""

from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority

from kb_tools.cli.manual import commands
from kb_tools.load import load
from kb_tools.project import project_at
from kb_tools.render import Edition
from kb_tools.reporters import text
from kb_tools.rules import RULES, run
from kb_tools.website.described import pages
from kb_tools.website.frame import Frame

_EMPTY = Path(__file__).parent / "website" / "empty.bib"


class TongbanPlugin(BasePlugin):
    """Thin hooks; what they do lives in `website.frame`."""

    frame: Frame | None = None

    def hand_over(self, frame: Frame) -> None:
        """Take a frame made by `kb build`, which has loaded and checked the handbook already."""
        self.frame = frame

    @event_priority(100)
    def _before_bibtex(self, config):
        root = Path(config.config_file_path).resolve().parent
        if self.frame is None:
            report = run(load(project_at(root)))
            if report.errors:
                raise PluginError("\n" + text.render(report.diagnostics, report.line))
            edition = Edition(report.handbook, report.graph, config.theme["language"], tuple(RULES.values()), commands=commands())
            self.frame = Frame(edition)
            for page in pages(edition):
                self.frame.add(page)
        config.plugins["bibtex"].config.bib_file = str(_EMPTY)
        return self.frame.configure(config)

    @event_priority(-100)
    def _after_bibtex(self, config):
        config.plugins["bibtex"].registry = self.frame.registry
        return config

    on_config = CombinedEvent(_before_bibtex, _after_bibtex)

    def on_files(self, files, config):
        """Put our pages in the place of the Markdown of `docs/`."""
        return self.frame.files(files, config)

    def on_env(self, env, config, files):
        """Give the theme the words and links of the edition."""
        return self.frame.environment(env)

    @event_priority(100)
    def _hand_page(self, markdown, page, config, files):
        return self.frame.body(page)

    @event_priority(-100)
    def _keep_page(self, markdown, page, config, files):
        return self.frame.keep(page, markdown)

    on_page_markdown = CombinedEvent(_hand_page, _keep_page)

    def on_page_context(self, context, page, config, nav):
        """Put the frame around the body of a page."""
        self.frame.frame(page, context)
        return context

    def on_post_page(self, output, page, config):
        """Return a page with its content policy."""
        return self.frame.finish(output, page)

    def on_post_template(self, output_content, template_name, config):
        """Return a page that is none of ours, with its content policy."""
        return self.frame.finish_template(output_content)
