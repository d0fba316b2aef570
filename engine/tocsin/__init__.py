"""tocsin: declarative paging policies for AWS Incident Manager contacts.

load      YAML files with the place of every value     -> documents
validate  JSON Schema, references, limits               -> findings
compile   names resolved, patterns indexed              -> an immutable policy set
match     which policies speak for an alert, and why    -> a decision
render    Jinja blocks, public text from public fields  -> texts
request   tokens, limits, the service's own rules       -> exact StartEngagement parameters
execute   claim, send, record                           -> receipts
"""

__version__ = "0.1.0"
