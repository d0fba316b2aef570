"""Stage five: an alert and a template become the texts of a page.

source      a template file: its blocks, its parent        language   which constructs a block may hold, how much
names       which fields a block reads                     environment, filters, conditions   data-only Jinja
blocks      a block compiled                               templates  the templates of a policy set, compiled lazily
payload     what templates see of an alert                 texts      clean, one line, cut to the API's limits
guard       the last look at public text                   builtin    tocsin's own words
fields      what the catalogue says of fields              lint       every problem of every template
message     a page's text, with a fallback per field

Templates are the policy repository's (`PolicyTemplate`); text of an alert is only ever data. Jinja is imported when a
template is first parsed. Names are imported from their modules: `lint` alone starts without what renders.
"""
