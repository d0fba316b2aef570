"""Policy set -> AWS resources: `plan` is pure Python, and Pulumi's components only translate what it says."""
