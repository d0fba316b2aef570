"""Ways out: what turns a request into people being woken. Each fulfils `tocsin.execute.Backend`.

ssm_contacts  AWS Systems Manager Incident Manager contacts, the reference
"""
