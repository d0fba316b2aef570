"""Policy set -> AWS resources: the plan is pure Python, and Pulumi's components only translate what it says.

configuration  a stack's configuration: what a deploy is told beside the policies
stack          Pulumi.yaml and Pulumi.STACK.yaml -> that configuration, with places
resource       the nouns: resources, references, secrets, plans
people, oncall, replication, executor
               policies -> resources
addresses, limits, tasks
               what stands against a deploy, and what it leaves to people
plan           all of these together
review         folder and stack -> plan and findings: for the command and for the program
components     Pulumi's side of a plan
program        what `__main__.py` calls
changes        what a deploy must not change
crossguard     the same as a policy pack
"""
