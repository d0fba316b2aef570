"""What a deploy changes in a stack that is there, and what of it must not be: policies that stay would page nobody.

states    a stack export or a preview -> what is deployed, and what Pulumi will do
reach     whom a page comes to: contacts, schedules, rotations and channels as a graph
losses    who would no longer be paged, one function a rule
course    what becomes of the deployed resources, and the losses in it, by what is known of the channels
roles     whether a role is left that may page
activated the channels that need no code any more
refusals  the losses of a plan against a state, with those that somebody has accepted
"""

from tocsin.provision.changes.activated import activated
from tocsin.provision.changes.refusals import refusals
from tocsin.provision.changes.states import State, check_home, open_state

__all__ = ["State", "activated", "check_home", "open_state", "refusals"]
