from emulating import emulator, emulator_server

__all__ = ["emulator", "emulator_server"]
